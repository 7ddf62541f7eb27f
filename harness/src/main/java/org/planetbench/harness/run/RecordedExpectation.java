package org.planetbench.harness.run;

import java.util.List;
import java.util.SequencedMap;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.media.Media;
import org.planetbench.results.run.validation.Expectation;
import org.planetbench.results.run.validation.Expectation.Episode;
import org.planetbench.suites.TaskInfo;

/** What a run with the settings in its record leaves: the schedule's program, laid out again. */
public final class RecordedExpectation implements Expectation.Source {
  @Override
  public Expectation of(RunRecord run) {
    CellSetting setting = RecordedCell.setting(run);
    List<Episode> episodes =
        PlannedEpisode.of(run).stream().map(planned -> episode(run, setting, planned)).toList();
    SequencedMap<String, String> settings = setting.settings();
    settings.put(EvaluationStarts.KEY, EvaluationStarts.of(run).id());
    return new Expectation(settings, episodes, updateSteps(setting), media(setting));
  }

  private static long updateSteps(CellSetting setting) {
    long updateSteps = 0;
    for (Stage stage : setting.program()) {
      updateSteps += Workload.updatesOf(stage);
    }
    return updateSteps;
  }

  private static Episode episode(RunRecord run, CellSetting setting, PlannedEpisode planned) {
    TaskInfo task = setting.tasks().get(planned.task());
    long agentSteps =
        run.schemaVersion() < 3
            ? setting.agentStepsWithRest(task)
            : setting.agentStepsPerEpisode(task);
    return new Episode(
        planned.phase().key(),
        planned.number(),
        task.id().id(),
        agentSteps,
        (double) agentSteps * setting.actionRepeat(task));
  }

  private static List<String> media(CellSetting setting) {
    return setting.variant().kind().learns()
        ? List.of(Media.EVALUATION, Media.LEARNING_CURVE, Media.OPEN_LOOP)
        : List.of(Media.EVALUATION, Media.LEARNING_CURVE);
  }
}
