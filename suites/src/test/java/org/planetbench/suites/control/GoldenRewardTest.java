package org.planetbench.suites.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.GoldenRecord;
import org.planetbench.suites.GoldenRecord.RewardState;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.mujoco.MachineFingerprint;
import org.planetbench.suites.mujoco.NativeArray;

/** One environment step from each of dm_control's recorded states, spread over its rewards. */
@Tag("native")
final class GoldenRewardTest {
  /** On another kind of machine; the states are violent ones. */
  private static final double NEAR = 1e-8;

  static Stream<TaskId> tasks() {
    return ControlSuite.tasks().stream().map(TaskInfo::id);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void paysTheRecordedRewards(TaskId task) {
    GoldenRecord golden = GoldenRecord.of(task);
    double tolerance = golden.sameMachine(MachineFingerprint.here()) ? 0 : NEAR;
    List<RewardState> states = golden.rewardStates();
    assertTrue(states.stream().anyMatch(state -> state.reward() < 0.2), "no low reward");
    assertTrue(states.stream().anyMatch(state -> state.reward() > 0.8), "no high reward");
    try (ControlEnvironment environment = (ControlEnvironment) ControlSuite.load(task)) {
      for (RewardState state : states) {
        environment.reset(state.seed());
        place(environment.physics(), state);
        assertEquals(state.reward(), environment.step(state.action()).reward(), tolerance);
      }
    }
  }

  private static void place(Physics physics, RewardState state) {
    physics.reset();
    write(state.positions(), physics.positions());
    write(state.velocities(), physics.velocities());
    physics.forwardWithoutActuation();
  }

  private static void write(double[] numbers, NativeArray array) {
    assertEquals(numbers.length, array.length());
    for (int i = 0; i < numbers.length; i++) {
      array.set(i, numbers[i]);
    }
  }
}
