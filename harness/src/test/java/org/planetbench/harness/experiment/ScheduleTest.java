package org.planetbench.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.Phase;
import org.planetbench.harness.experiment.Schedule.Stage;

final class ScheduleTest {
  @Test
  void learnsBeforeEachCollectedEpisodeAndBeforeTheLastEvaluation() {
    Schedule schedule = TestSchedules.of(2, 3, 10, 4, 2, 1, 5, 0, 1, 0, 2, 5);
    assertEquals(
        List.of(
            new Stage.Play(Phase.SEED, 0),
            new Stage.Play(Phase.SEED, 1),
            new Stage.Checkpoint(),
            new Stage.Learn(1, 10),
            new Stage.Play(Phase.COLLECT, 0),
            new Stage.Checkpoint(),
            new Stage.Learn(11, 14),
            new Stage.Play(Phase.COLLECT, 1),
            new Stage.Evaluate(1, 0, 0, 1, false),
            new Stage.Checkpoint(),
            new Stage.Learn(15, 18),
            new Stage.Play(Phase.COLLECT, 2),
            new Stage.Checkpoint(),
            new Stage.Learn(19, 22),
            new Stage.Evaluate(0, 1, 0, 5, true),
            new Stage.Checkpoint()),
        schedule.program(true, 1));
  }

  /** Every second collected episode, and never the random ones before or the end after. */
  @Test
  void archivesTheCheckpointsAfterEveryNthCollectedEpisode() {
    Schedule schedule = TestSchedules.of(2, 5, 1, 1, 0, 1, 1, 0, 1, 0, 2, 5, 2);
    List<Stage> program = schedule.program(true, 1);
    for (int stage : schedule.archived(program)) {
      assertEquals(new Stage.Checkpoint(), program.get(stage - 1));
    }
    assertEquals(
        List.of(new Stage.Play(Phase.COLLECT, 1), new Stage.Play(Phase.COLLECT, 3)),
        schedule.archived(program).stream().map(stage -> program.get(stage - 2)).toList());
    assertEquals(Set.of(), TestSchedules.of(2, 5, 1, 1, 0, 1, 1).archived(program));
  }

  @Test
  void anAgentThatDoesNotLearnIsOnlyEvaluated() {
    assertEquals(
        List.of(
            new Stage.Evaluate(0, 0, 0, 1, true),
            new Stage.Checkpoint(),
            new Stage.Evaluate(0, 1, 1, 1, false),
            new Stage.Checkpoint()),
        TestSchedules.of(2, 3, 10, 4, 2, 1, 2, 0, 1, 0, 2, 5).program(false, 1));
  }

  @Test
  void diagnosesAfterTheFirstEveryNthAndTheLastEpisodeBeforeLearningFromIt() {
    Schedule schedule = TestSchedules.of(1, 5, 1, 1, 0, 1, 1, 0, 9, 2, 2, 5);
    List<Stage> program = schedule.program(true, 1);
    assertEquals(
        List.of(new Stage.Play(Phase.HELD_OUT, 0), new Stage.Play(Phase.HELD_OUT, 1)),
        program.subList(0, 2));
    assertEquals(
        List.of(
            new Stage.Diagnose(0),
            new Stage.Diagnose(1),
            new Stage.Diagnose(3),
            new Stage.Diagnose(4)),
        program.stream().filter(Stage.Diagnose.class::isInstance).toList());
    for (int i : new int[] {0, 1, 3, 4}) {
      int at = program.indexOf(new Stage.Diagnose(i));
      assertEquals(new Stage.Play(Phase.COLLECT, i), program.get(at - 1));
    }
  }
}
