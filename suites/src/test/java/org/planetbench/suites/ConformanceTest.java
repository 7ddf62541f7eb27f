package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.control.NumpyRandomState;

/** What every environment of the registry has to keep to. */
@Tag("native")
final class ConformanceTest {
  static Stream<TaskId> environments() {
    return Stream.concat(
        ControlSuite.tasks().stream().map(TaskInfo::id), Stream.of(new TaskId("dummy_counting")));
  }

  @ParameterizedTest
  @MethodSource("environments")
  void playsAWholeEpisodeWithinItsSpecs(TaskId task) {
    TaskInfo info = ControlSuite.info(task);
    try (SuiteEnvironment environment = ControlSuite.load(task)) {
      assertEquals(info, environment.info());
      assertEquals(info.actionSpec(), environment.actionSpec());
      TimeStep timeStep = environment.reset(3);
      assertEquals(0, timeStep.reward());
      assertEquals(0, environment.time());
      assertKeepsTo(info, timeStep);
      NumpyRandomState random = new NumpyRandomState(4);
      for (int step = 1; step <= info.episodeLength(); step++) {
        assertFalse(timeStep.last());
        timeStep = environment.step(randomAction(info, random));
        assertKeepsTo(info, timeStep);
        assertTrue(timeStep.reward() >= 0 && timeStep.reward() <= 1, "" + timeStep.reward());
      }
      assertTrue(timeStep.last());
      assertEquals(info.timeLimitSeconds(), environment.time(), 1e-6);
    }
  }

  private static void assertKeepsTo(TaskInfo info, TimeStep timeStep) {
    Map<String, double[]> state = timeStep.observation().state();
    assertEquals(
        info.observations().stream().map(ObservationSpec::name).toList(),
        List.copyOf(state.keySet()));
    assertEquals(
        info.observations().stream().map(ObservationSpec::size).toList(),
        state.values().stream().map(values -> values.length).toList());
    state.forEach(
        (name, values) -> assertTrue(Arrays.stream(values).allMatch(Double::isFinite), name));
  }

  @ParameterizedTest
  @MethodSource("environments")
  void sameSeedSameBitsWhateverWasPlayedBefore(TaskId task) {
    List<double[]> first;
    try (SuiteEnvironment environment = ControlSuite.load(task)) {
      first = play(environment, 7);
      play(environment, 8);
      environment.reset();
      environment.step(new double[environment.actionSpec().size()]);
      assertSame(first, play(environment, 7));
      assertDiffer(first, play(environment, 8));
    }
    try (SuiteEnvironment other = ControlSuite.load(task)) {
      assertSame(first, play(other, 7));
    }
  }

  @ParameterizedTest
  @MethodSource("environments")
  void aResetWithoutSeedGoesOnWithTheStream(TaskId task) {
    try (SuiteEnvironment environment = ControlSuite.load(task)) {
      environment.reset(7);
      List<double[]> second = trajectory(environment, environment.reset());
      environment.reset(7);
      assertSame(second, trajectory(environment, environment.reset()));
      assertDiffer(second, play(environment, 7));
    }
  }

  @ParameterizedTest
  @MethodSource("environments")
  void returnsToABookmarkExactly(TaskId task) {
    try (SuiteEnvironment environment = ControlSuite.load(task)) {
      TimeStep start = environment.reset(7);
      environment.step(new double[environment.actionSpec().size()]);
      try (Bookmark bookmark = environment.bookmark()) {
        double time = environment.time();
        List<double[]> first = trajectory(environment, start);
        for (int again = 0; again < 2; again++) {
          environment.returnTo(bookmark);
          assertEquals(time, environment.time());
          assertSame(first, trajectory(environment, start));
        }
        environment.reset();
        assertThrows(IllegalArgumentException.class, () -> environment.returnTo(bookmark));
      }
    }
  }

  /** States and observations of some 30 environment steps with actions of a fixed seed. */
  private static List<double[]> play(SuiteEnvironment environment, int seed) {
    return trajectory(environment, environment.reset(seed));
  }

  private static List<double[]> trajectory(SuiteEnvironment environment, TimeStep start) {
    NumpyRandomState random = new NumpyRandomState(99);
    List<double[]> trajectory = new ArrayList<>(start.observation().state().values());
    for (int step = 0; step < 30; step++) {
      TimeStep timeStep = environment.step(randomAction(environment.info(), random));
      trajectory.addAll(timeStep.observation().state().values());
      trajectory.add(new double[] {timeStep.reward()});
      trajectory.add(environment.positions());
      trajectory.add(environment.velocities());
    }
    return trajectory;
  }

  private static double[] randomAction(TaskInfo info, NumpyRandomState random) {
    double[] action = new double[info.actions()];
    Arrays.setAll(action, i -> random.uniform(-1, 1));
    return action;
  }

  private static void assertSame(List<double[]> expected, List<double[]> got) {
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), got.get(i));
    }
  }

  private static void assertDiffer(List<double[]> a, List<double[]> b) {
    assertNotEquals(
        a.stream().map(Arrays::toString).toList(), b.stream().map(Arrays::toString).toList());
  }

  @ParameterizedTest
  @MethodSource("environments")
  void neverWritesIntoWhatItHandedOut(TaskId task) {
    try (SuiteEnvironment environment = ControlSuite.load(task);
        Camera camera = environment.openCamera(16, 16, RenderQuality.FAST)) {
      Map<String, double[]> state = environment.reset(1).observation().state();
      Pixels picture = camera.picture();
      List<String> before = state.values().stream().map(Arrays::toString).toList();
      byte[] rgb = picture.rgb().clone();
      double[] action = new double[environment.actionSpec().size()];
      Arrays.fill(action, 0.5);
      for (int step = 0; step < 20; step++) {
        environment.step(action);
      }
      assertNotSame(picture.rgb(), camera.picture().rgb());
      assertEquals(before, state.values().stream().map(Arrays::toString).toList());
      assertArrayEquals(rgb, picture.rgb());
      assertArrayEquals(new double[] {0.5}, Arrays.copyOf(action, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("environments")
  void refusesAWrongOrderOfCalls(TaskId task) {
    try (SuiteEnvironment environment = ControlSuite.load(task)) {
      double[] action = new double[environment.actionSpec().size()];
      assertThrows(IllegalStateException.class, () -> environment.step(action));
      assertThrows(IllegalStateException.class, environment::reset);
      TimeStep timeStep = environment.reset(1);
      while (!timeStep.last()) {
        timeStep = environment.step(action);
      }
      assertThrows(IllegalStateException.class, () -> environment.step(action));
      environment.reset();
      environment.step(action);
    }
  }

  @ParameterizedTest
  @MethodSource("environments")
  void refusesABadActionAndGoesOn(TaskId task) {
    try (SuiteEnvironment environment = ControlSuite.load(task)) {
      environment.reset(1);
      int size = environment.actionSpec().size();
      String message = message(environment, new double[size + 1]);
      assertTrue(message.contains("expected an action of " + size + " numbers"), message);
      assertTrue(message.contains("got " + (size + 1)), message);
      double[] action = new double[size];
      action[size - 1] = Double.NaN;
      message = message(environment, action);
      assertTrue(message.contains("expected finite numbers"), message);
      assertTrue(message.contains("NaN"), message);
      environment.step(new double[size]);
    }
  }

  private static String message(SuiteEnvironment environment, double[] action) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> environment.step(action)).getMessage());
  }
}
