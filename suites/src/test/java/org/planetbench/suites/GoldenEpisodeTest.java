package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.mujoco.MachineFingerprint;

/** Every task of the registry plays dm_control's recorded episode from its seed. */
@Tag("native")
final class GoldenEpisodeTest {
  /** On another kind of machine contacts amplify rounding, so fewer steps are compared. */
  private static final int STEPS_ELSEWHERE = 20;

  private static final double STATE_ELSEWHERE = 1e-10;

  /** Rewards and logarithms: the last bits of elementary functions. */
  private static final double ROUNDING = 1e-12;

  static Stream<TaskId> tasks() {
    return ControlSuite.tasks().stream().map(TaskInfo::id);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void playsTheRecordedEpisode(TaskId task) {
    GoldenEpisode golden = GoldenEpisode.of(task);
    boolean sameMachine = golden.sameMachine(MachineFingerprint.here());
    int steps = sameMachine ? golden.steps() : STEPS_ELSEWHERE;
    double stateTolerance = sameMachine ? 0 : STATE_ELSEWHERE;
    try (SuiteEnvironment environment = ControlSuite.load(task)) {
      TimeStep timeStep = environment.reset(golden.seed());
      compare(golden, 0, environment, timeStep, stateTolerance);
      for (int step = 1; step <= steps; step++) {
        timeStep = environment.step(golden.action(step));
        compare(golden, step, environment, timeStep, stateTolerance);
        assertEquals(
            golden.reward(step),
            timeStep.reward(),
            Math.max(ROUNDING, stateTolerance),
            "reward of step " + step);
      }
    }
  }

  private static void compare(
      GoldenEpisode golden,
      int step,
      SuiteEnvironment environment,
      TimeStep timeStep,
      double tolerance) {
    assertNear(golden.positions(step), environment.positions(), tolerance, "qpos " + step);
    assertNear(golden.velocities(step), environment.velocities(), tolerance, "qvel " + step);
    JsonNode expected = golden.observations(step);
    List<String> names = new ArrayList<>();
    expected.fieldNames().forEachRemaining(names::add);
    assertEquals(names, List.copyOf(timeStep.observation().state().keySet()));
    timeStep
        .observation()
        .state()
        .forEach(
            (name, values) ->
                assertNear(
                    Oracle.numbers(expected.required(name)),
                    values,
                    Math.max(ROUNDING, tolerance),
                    name + " " + step));
  }

  private static void assertNear(double[] expected, double[] got, double tolerance, String what) {
    if (tolerance == 0) {
      assertArrayEquals(expected, got, what);
    } else {
      assertArrayEquals(expected, got, tolerance, what);
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void isListedAsRecorded(TaskId task) {
    GoldenEpisode golden = GoldenEpisode.of(task);
    TaskInfo info = ControlSuite.info(task);
    assertEquals(golden.action(1).length, info.actions());
    assertEquals(golden.environmentStepSeconds(), info.environmentStepSeconds(), 1e-12);
    assertEquals(golden.physicsSteps(), info.physicsSteps());
    assertEquals(golden.episodeLength(), info.episodeLength());
    List<ObservationSpec> specs = new ArrayList<>();
    golden
        .observations(0)
        .properties()
        .forEach(entry -> specs.add(new ObservationSpec(entry.getKey(), entry.getValue().size())));
    assertEquals(specs, info.observations());
  }
}
