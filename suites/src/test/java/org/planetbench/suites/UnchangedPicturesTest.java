package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.control.NumpyRandomState;

/**
 * What is done to draw faster, about the shadow map and about triangles that touch no sample,
 * changes no pixel: beside it libmujoco draws by itself. {@code -Dplanetbench.pictures.states=100}
 * compares more.
 */
@Tag("native")
final class UnchangedPicturesTest {
  private static final String PLAIN = "planetbench.gl.plain";
  private static final int STATES = Integer.getInteger("planetbench.pictures.states", 4);
  private static final int EPISODES = 3;

  static Stream<TaskId> tasks() {
    return ControlSuite.tasks().stream().map(TaskInfo::id);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void drawsWhatMujocoDrawsByItself(TaskId task) {
    try (SuiteEnvironment environment = ControlSuite.load(task);
        Camera camera = environment.openCamera(64, 64, RenderQuality.REFERENCE);
        Camera plain = openPlain(environment)) {
      NumpyRandomState random = new NumpyRandomState(STATES);
      double[] action = new double[environment.actionSpec().size()];
      for (int episode = 0; episode < EPISODES; episode++) {
        environment.reset(STATES + episode);
        for (int state = 0; state < STATES; state++) {
          assertArrayEquals(plain.picture().rgb(), camera.picture().rgb(), "state " + state);
          Arrays.setAll(action, i -> random.uniform(-1, 1));
          for (int step = 0; step <= state % 8; step++) {
            environment.step(action);
          }
        }
      }
    }
  }

  private static Camera openPlain(SuiteEnvironment environment) {
    System.setProperty(PLAIN, "true");
    try {
      return environment.openCamera(64, 64, RenderQuality.REFERENCE);
    } finally {
      System.clearProperty(PLAIN);
    }
  }
}
