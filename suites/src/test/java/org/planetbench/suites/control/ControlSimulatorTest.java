package org.planetbench.suites.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.Bookmark;
import org.planetbench.suites.domains.Cartpole;
import org.planetbench.suites.domains.Cheetah;
import org.planetbench.suites.domains.Finger;
import org.planetbench.suites.domains.Reacher;
import org.planetbench.suites.mujoco.NativeArray;
import org.planetbench.suites.wrappers.ActionRepeat;

@Tag("native")
final class ControlSimulatorTest {
  private static final int HORIZON = 12; // the paper's
  private static final int CANDIDATES = 17;

  /** With the paper's action repeats. */
  static Stream<Arguments> tasks() {
    return Stream.of(
        Arguments.of(Cartpole.SWINGUP, 8),
        Arguments.of(Reacher.EASY, 4),
        Arguments.of(Finger.SPIN, 2),
        Arguments.of(Cheetah.RUN, 4));
  }

  /** A sparse reward would be 0 on both sides: the one here tells any two states apart. */
  @ParameterizedTest
  @MethodSource("tasks")
  void reachesTheStatesThatTheEnvironmentReachesInEveryBit(TaskDefinition task, int repeat) {
    NumpyRandomState random = new NumpyRandomState(5);
    int size = task.info().actions();
    try (ControlEnvironment environment = rewardedByState(task).load();
        ControlSimulator simulator =
            new ControlSimulator(environment, rewardedByState(task), repeat, 2)) {
      ActionRepeat repeated = new ActionRepeat(environment, repeat);
      repeated.reset(7);
      for (int step = 0; step < 20; step++) {
        repeated.step(actions(size, random));
      }
      double[] actions = actions(HORIZON * CANDIDATES * size, random);
      double[] returns = new double[CANDIDATES];
      simulator.rollOut(floats(actions), HORIZON, CANDIDATES, 1, returns);
      double[] paid = new double[CANDIDATES];
      try (Bookmark start = environment.bookmark()) {
        for (int j = 0; j < CANDIDATES; j++) {
          environment.returnTo(start);
          for (int h = 0; h < HORIZON; h++) {
            int action = (h * CANDIDATES + j) * size;
            paid[j] += repeated.step(Arrays.copyOfRange(actions, action, action + size)).reward();
          }
        }
      }
      assertArrayEquals(paid, returns);
      assertEquals(CANDIDATES, Arrays.stream(paid).filter(sum -> sum != 0).distinct().count());
    }
  }

  /** The second thread's: its simulation is open by then, and the first thread is done. */
  @Test
  void aTaskThatFailsLeavesNoThreadAndNoSimulation() {
    List<Physics> opened = Collections.synchronizedList(new ArrayList<>());
    TaskDefinition failing =
        new TaskDefinition(
            Cheetah.RUN.info(),
            Cheetah.RUN.model(),
            physics -> {
              opened.add(physics);
              if (opened.size() == 2) {
                throw new IllegalStateException("fails on purpose");
              }
              return Cheetah.RUN.factory().apply(physics);
            });
    try (ControlEnvironment environment = Cheetah.RUN.load()) {
      environment.reset(1);
      IllegalStateException failure =
          assertThrows(
              IllegalStateException.class, () -> new ControlSimulator(environment, failing, 1, 3));
      assertEquals("fails on purpose", failure.getMessage());
      assertEquals(2, opened.size());
      for (Physics physics : opened) {
        IllegalStateException closed =
            assertThrows(
                IllegalStateException.class, () -> environment.physics().copyFrom(physics));
        assertEquals("the data to copy are closed", closed.getMessage());
      }
      assertEquals(List.of(), threadsThatStay());
    }
  }

  @Test
  void rollOutEndsWithAllThreadsAndTellsAllFailures() {
    TaskDefinition failing =
        new TaskDefinition(Cheetah.RUN.info(), Cheetah.RUN.model(), _ -> new NamesItsThread());
    float[] actions = new float[CANDIDATES * Cheetah.RUN.info().actions()];
    try (ControlEnvironment environment = Cheetah.RUN.load();
        ControlSimulator simulator = new ControlSimulator(environment, failing, 1, 2)) {
      environment.reset(1);
      IllegalStateException failure =
          assertThrows(
              IllegalStateException.class,
              () -> simulator.rollOut(actions, 1, CANDIDATES, 1, new double[CANDIDATES]));
      assertEquals("simulator-0", failure.getMessage());
      assertEquals(1, failure.getSuppressed().length);
      assertEquals("simulator-1", failure.getSuppressed()[0].getMessage());
    }
  }

  /** A task whose reward fails on whatever thread it is. */
  private record NamesItsThread() implements Task {
    @Override
    public void initializeEpisode(NumpyRandomState random) {}

    @Override
    public void observe(Map<String, double[]> observation) {}

    @Override
    public double reward() {
      throw new IllegalStateException(Thread.currentThread().getName());
    }
  }

  @Test
  void aTaskThatFailsClosesItsSimulation() {
    List<Physics> opened = new ArrayList<>();
    TaskDefinition failing =
        new TaskDefinition(
            Cheetah.RUN.info(),
            Cheetah.RUN.model(),
            physics -> {
              opened.add(physics);
              throw new AssertionError("fails on purpose");
            });
    assertThrows(AssertionError.class, failing::load);
    assertThrows(IllegalStateException.class, opened.getFirst()::time);
  }

  /** The task with a weighted sum of all positions and velocities for its reward. */
  private static TaskDefinition rewardedByState(TaskDefinition definition) {
    return new TaskDefinition(
        definition.info(),
        definition.model(),
        physics -> new RewardedByState(definition.factory().apply(physics), physics));
  }

  private record RewardedByState(Task task, Physics physics) implements Task {
    @Override
    public void initializeEpisode(NumpyRandomState random) {
      task.initializeEpisode(random);
    }

    @Override
    public void observe(Map<String, double[]> observation) {
      task.observe(observation);
    }

    @Override
    public double reward() {
      double sum = 0;
      double weight = 1;
      for (NativeArray state : List.of(physics.positions(), physics.velocities())) {
        for (double value : state.toArray()) {
          sum += weight++ * value;
        }
      }
      return sum;
    }
  }

  /** Uniform in the box, and numbers of 32 bits, as a planner's are. */
  private static double[] actions(int count, NumpyRandomState random) {
    double[] actions = new double[count];
    Arrays.setAll(actions, i -> (float) random.uniform(-1, 1));
    return actions;
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  private static List<String> threadsThatStay() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("simulator-"))
        .filter(ControlSimulatorTest::stays)
        .map(Thread::getName)
        .toList();
  }

  /** An executor says that it has ended shortly before its thread has. */
  private static boolean stays(Thread thread) {
    try {
      return !thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
