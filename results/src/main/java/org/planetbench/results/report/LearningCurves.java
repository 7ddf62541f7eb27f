package org.planetbench.results.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.results.outcome.Baseline;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.run.Metric;

/** How the returns grew on every task. */
final class LearningCurves {
  private static final int POINTS = 60;

  private LearningCurves() {}

  static Content.Block section(ReportData data) throws IOException {
    List<Chart> charts = new ArrayList<>();
    for (List<Group> ofTask : ReportData.byTask(data.playedGroups())) {
      charts.addAll(charts(data, ofTask));
    }
    return Content.Block.of(
        "curves",
        "Learning curves",
        "Thick: the mean over the finished seeds; thin: one line a seed. Dashed: what does"
            + " not learn. Training episodes are played at random first, then with"
            + " exploration noise; evaluation episodes without.",
        data.pictures().plots(charts));
  }

  /** Evaluation and training episodes apart: the latter are noisy on purpose. */
  private static List<Chart> charts(ReportData data, List<Group> ofTask) {
    String task = ofTask.getFirst().task();
    return Chart.nonEmpty(
        new Chart(
            task + "-evaluation",
            task + ": evaluation episodes",
            Run.TRAINING,
            Metric.EPISODE_RETURN.label(),
            data.lines(ofTask, Group::trained, Run::evaluationCurve),
            levels(data, task, ofTask)),
        new Chart(
            task + "-training",
            task + ": training episodes",
            Run.TRAINING,
            Metric.EPISODE_RETURN.label(),
            data.lines(ofTask, Group::trained, run -> run.trainingCurve().thinned(POINTS)),
            List.of()));
  }

  /** What did not learn is one number, whatever the budget: a level, not a curve. */
  private static List<Chart.Level> levels(ReportData data, String task, List<Group> ofTask) {
    List<Chart.Level> levels = new ArrayList<>();
    for (Group group : ofTask) {
      if (!group.trained() && !group.isRandom()) {
        group.runs().stream()
            .filter(run -> !run.evaluations().isEmpty())
            .mapToDouble(run -> run.evaluations().getLast().mean())
            .average()
            .ifPresent(
                mean -> levels.add(new Chart.Level(group.label(ofTask), data.slot(group), mean)));
      }
    }
    for (Baseline baseline : Baseline.each(task, data.played())) {
      levels.add(new Chart.Level(baseline.source(), Chart.NEUTRAL, baseline.mean()));
    }
    return levels;
  }
}
