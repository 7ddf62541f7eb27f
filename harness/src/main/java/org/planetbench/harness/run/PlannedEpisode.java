package org.planetbench.harness.run;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.run.RunRecord;
import org.planetbench.suites.TaskInfo;

/**
 * An episode that a stage plays.
 *
 * @param number within its phase: the tasks take turns, so that 0 to 5 are the first episodes of
 *     six tasks, and 6 is the first's second
 * @param task that is played, by its number among the cell's
 * @param seed of the environment, which it starts from
 */
public record PlannedEpisode(Phase phase, int number, int task, int seed) {
  /** All of a stage, in the order in which they are played. */
  static List<PlannedEpisode> of(Stage stage, CellSetting setting, EvaluationStarts protocol) {
    List<TaskInfo> tasks = setting.tasks();
    StartStates starts = new StartStates(new RandomStreams(setting.spec().cell().seed()), protocol);
    List<PlannedEpisode> episodes = new ArrayList<>();
    switch (stage) {
      case Stage.Play(Phase phase, int round) -> {
        for (int task = 0; task < tasks.size(); task++) {
          int number = number(round, task, tasks);
          episodes.add(
              new PlannedEpisode(phase, number, task, starts.played(phase, round, number)));
        }
      }
      case Stage.Evaluate(int evaluation, int firstEpisode, int first, int count, _) -> {
        for (int i = 0; i < count; i++) {
          for (int task = 0; task < tasks.size(); task++) {
            episodes.add(
                new PlannedEpisode(
                    Phase.EVALUATE,
                    number(firstEpisode + i, task, tasks),
                    task,
                    starts.evaluated(tasks.get(task).id(), evaluation, first + i)));
          }
        }
      }
      case Stage.Learn _, Stage.Diagnose _, Stage.Checkpoint _ -> {}
    }
    return episodes;
  }

  /**
   * All of a recorded run, by the protocol that it was made by.
   *
   * @throws IllegalArgumentException naming a setting that is missing, unknown or out of range
   */
  public static List<PlannedEpisode> of(RunRecord run) {
    CellSetting setting = RecordedCell.setting(run);
    return setting.program().stream()
        .flatMap(stage -> of(stage, setting, EvaluationStarts.of(run)).stream())
        .toList();
  }

  static int number(int round, int task, List<TaskInfo> tasks) {
    return round * tasks.size() + task;
  }
}
