package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a caller may do that a well-behaved agent does not. */
@Tag("native")
final class RobustnessTest {
  private static final int STEPS = 40;

  static Stream<TaskId> tasks() {
    return ControlSuite.tasks().stream().map(TaskInfo::id);
  }

  /** As in dm_control: the environment passes them on, the engine clips them. */
  @ParameterizedTest
  @MethodSource("tasks")
  void anActionOutOfTheBoxMovesAsTheNearestInIt(TaskId task) {
    try (SuiteEnvironment inside = ControlSuite.load(task);
        SuiteEnvironment outside = ControlSuite.load(task)) {
      inside.reset(5);
      outside.reset(5);
      double[] within = new double[inside.actionSpec().size()];
      double[] beyond = new double[within.length];
      for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < within.length; i++) {
          within[i] = (step + i) % 3 - 1;
          beyond[i] = within[i] * (i % 2 == 0 ? 1.5 : 1e6);
        }
        inside.step(within);
        double reward = outside.step(beyond).reward();
        assertTrue(reward >= 0 && reward <= 1, "" + reward);
        assertArrayEquals(inside.positions(), outside.positions());
        assertArrayEquals(inside.velocities(), outside.velocities());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void twoEnvironmentsInTurnDoNotDisturbEachOther(TaskId task) {
    List<double[]> one = episode(task, 1);
    List<double[]> two = episode(task, 2);
    List<double[]> first = new ArrayList<>();
    List<double[]> second = new ArrayList<>();
    try (SuiteEnvironment a = ControlSuite.load(task);
        SuiteEnvironment b = ControlSuite.load(task)) {
      first.add(start(a, 1));
      second.add(start(b, 2));
      for (int step = 0; step < STEPS; step++) {
        first.add(moved(a, step));
        second.add(moved(b, step));
      }
    }
    assertSame(one, first);
    assertSame(two, second);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void environmentsOfSeveralThreadsDoNotDisturbEachOther(TaskId task) throws Exception {
    List<FutureTask<List<double[]>>> episodes = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      int ofThread = seed;
      FutureTask<List<double[]>> episode = new FutureTask<>(() -> episode(task, ofThread));
      episodes.add(episode);
      Thread.ofPlatform().start(episode);
    }
    for (int seed = 0; seed < 3; seed++) {
      assertSame(episode(task, seed), episodes.get(seed).get());
    }
  }

  /** Positions after the reset and after each environment step. */
  private static List<double[]> episode(TaskId task, int seed) {
    List<double[]> positions = new ArrayList<>();
    try (SuiteEnvironment environment = ControlSuite.load(task)) {
      positions.add(start(environment, seed));
      for (int step = 0; step < STEPS; step++) {
        positions.add(moved(environment, step));
      }
    }
    return positions;
  }

  private static double[] start(SuiteEnvironment environment, int seed) {
    environment.reset(seed);
    return environment.positions();
  }

  private static double[] moved(SuiteEnvironment environment, int step) {
    double[] action = new double[environment.actionSpec().size()];
    Arrays.setAll(action, i -> Math.sin(step + i));
    environment.step(action);
    return environment.positions();
  }

  private static void assertSame(List<double[]> expected, List<double[]> got) {
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), got.get(i));
    }
  }
}
