package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.mujoco.MachineFingerprint;

/**
 * Every task of the registry plays dm_control's recorded episodes from their seeds: equal in every
 * bit on the same kind of machine, near on others.
 */
@Tag("native")
final class GoldenEpisodeTest {
  /** On another kind of machine contacts amplify rounding, so fewer steps are compared. */
  private static final int STEPS_ELSEWHERE = 20;

  private static final double NEAR = 1e-10;

  static Stream<TaskId> tasks() {
    return ControlSuite.tasks().stream().map(TaskInfo::id);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void playsTheRecordedEpisodes(TaskId task) {
    GoldenRecord golden = GoldenRecord.of(task);
    boolean sameMachine = golden.sameMachine(MachineFingerprint.here());
    double tolerance = sameMachine ? 0 : NEAR;
    Comparison comparison =
        Comparison.of(task, golden, sameMachine ? Integer.MAX_VALUE : STEPS_ELSEWHERE);
    assertTrue(comparison.states().within(tolerance), () -> "states: " + comparison.states());
    assertTrue(
        comparison.observations().within(tolerance),
        () -> "observations: " + comparison.observations());
    assertTrue(comparison.rewards().within(tolerance), () -> "rewards: " + comparison.rewards());
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void isListedAsRecorded(TaskId task) {
    GoldenRecord golden = GoldenRecord.of(task);
    TaskInfo info = ControlSuite.info(task);
    assertEquals(golden.actions(), info.actions());
    assertEquals(golden.environmentStepSeconds(), info.environmentStepSeconds(), 1e-12);
    assertEquals(golden.physicsSteps(), info.physicsSteps());
    assertEquals(golden.episodeLength(), info.episodeLength());
    assertEquals(golden.observations(), info.observations());
  }
}
