package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.harness.experiment.TestSchedules;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.TaskId;

/**
 * Two seed episodes, then two collected ones with three and two updates before them, two updates
 * more, and an evaluation of three episodes. An episode has five agent steps.
 */
final class WorkloadTest {
  private static final int AGENT_STEPS = 5;

  private final CellSetting setting = setting("dummy_counting", "rssm");
  private final Workload workload = new Workload(setting);

  private static CellSetting setting(String task, String variant) {
    LinkedHashMap<String, String> changes = new LinkedHashMap<>();
    changes.put("chunk_length", "4");
    return CellSetting.of(
        new CellSpec(
            new Cell(new TaskId(task), variant, 1),
            "test",
            "suite",
            "tiny",
            changes,
            "fast",
            1,
            TestSchedules.of(2, 2, 3, 2, 0, 1, 3, AGENT_STEPS, 1, 0, 0, 1),
            "none"));
  }

  @Test
  void countsEpisodesAndUpdates() {
    assertEquals(2 + 2 + 3, workload.episodes());
    assertEquals(3 + 2 + 2, workload.updateSteps());
    assertEquals(0, workload.episodesBefore(0));
    assertEquals(workload.episodes(), workload.episodesBefore(setting.program().size()));
  }

  /** One of each task of the set, and as many updates for each. */
  @Test
  void countsThoseOfEachTaskOfASet() {
    CellSetting set = setting(ControlSuite.sets().getFirst().id().id(), "multi_task");
    assertEquals(6, set.tasks().size());
    assertEquals(6 * (2 + 2 + 3), new Workload(set).episodes());
    assertEquals(6 * (3 + 2 + 2), new Workload(set).updateSteps());
  }

  @Test
  void saysNothingOfTheTimeBeforeEachKindOfWorkWasMeasured() {
    workload.startStage(0);
    assertTrue(Double.isNaN(workload.secondsLeft()));
    workload.agentStepDone();
    assertTrue(Double.isNaN(workload.secondsLeft()), "no update was measured");
    assertEquals(0, workload.fractionDone());
    workload.updateDone();
    assertTrue(workload.secondsLeft() > 0);
  }

  @Test
  void isDoneWhenAllOfItIs() {
    List<Stage> program = setting.program();
    double before = 0;
    for (int stage = 0; stage < program.size(); stage++) {
      workload.startStage(stage);
      for (long update = 0; update < Workload.updatesOf(program.get(stage)); update++) {
        workload.updateDone();
      }
      int episodes = workload.episodesBefore(stage + 1) - workload.episodesBefore(stage);
      for (int agentStep = 0; agentStep < episodes * AGENT_STEPS; agentStep++) {
        workload.agentStepDone();
      }
      assertTrue(workload.fractionDone() >= 0 && workload.fractionDone() <= 1);
      before = workload.secondsLeft();
    }
    assertEquals(0, before);
    assertEquals(1, workload.fractionDone());
  }

  /** What a journal knew took no time, which says nothing of the pace. */
  @Test
  void takesNoPaceFromWhatAJournalKnew() {
    CellSetting random = setting("dummy_counting", "random");
    Workload known = new Workload(random);
    known.startStage(0);
    known.agentStepKnown();
    assertTrue(Double.isNaN(known.secondsLeft()));
    for (int agentStep = 1; agentStep < 3 * AGENT_STEPS; agentStep++) {
      known.agentStepKnown();
    }
    assertEquals(0, known.secondsLeft());
  }
}
