package org.planetbench.harness.run;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.Phase;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.results.RunRecord;
import org.planetbench.results.media.Media;
import org.planetbench.results.validation.Expectation;
import org.planetbench.results.validation.Expectation.Episode;
import org.planetbench.suites.TaskInfo;

/** What a run with the settings in its record leaves: the schedule's program, laid out again. */
public final class RecordedExpectation implements Expectation.Source {
  @Override
  public Expectation of(RunRecord run) {
    try {
      CellSetting setting = CellSetting.of(RecordedCell.spec(run, "unknown"));
      List<Episode> episodes = new ArrayList<>();
      long updateSteps = 0;
      for (Stage stage : setting.program()) {
        switch (stage) {
          case Stage.Play(Phase phase, int round) -> addRound(episodes, setting, phase, round);
          case Stage.Evaluate evaluate -> {
            for (int i = 0; i < evaluate.episodes(); i++) {
              addRound(episodes, setting, Phase.EVALUATE, evaluate.firstEpisode() + i);
            }
          }
          case Stage.Learn(long first, long last) -> updateSteps += last - first + 1;
          case Stage.Diagnose diagnose -> {}
          case Stage.Checkpoint checkpoint -> {}
        }
      }
      return new Expectation(setting.settings(), episodes, updateSteps, media(setting));
    } catch (BadInputException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void addRound(
      List<Episode> episodes, CellSetting setting, Phase phase, int round) {
    for (int i = 0; i < setting.tasks().size(); i++) {
      TaskInfo task = setting.tasks().get(i);
      long agentSteps = setting.agentStepsPerEpisode(task);
      episodes.add(
          new Episode(
              phase.key(),
              round * setting.tasks().size() + i,
              task.id().id(),
              agentSteps,
              (double) agentSteps * setting.actionRepeat(task)));
    }
  }

  private static List<String> media(CellSetting setting) {
    return setting.variant().learns()
        ? List.of(Media.EVALUATION, Media.LEARNING_CURVE, Media.OPEN_LOOP)
        : List.of(Media.EVALUATION, Media.LEARNING_CURVE);
  }
}
