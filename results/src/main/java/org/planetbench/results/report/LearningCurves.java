package org.planetbench.results.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.planetbench.results.claims.Claim;
import org.planetbench.results.claims.ClaimTable;
import org.planetbench.results.claims.Protocol;
import org.planetbench.results.outcome.Baseline;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.run.Metric;

/** How the returns grew on every task. */
final class LearningCurves {
  private static final int POINTS = 60;

  /** Of the colours of what others published. */
  private static final double PALE = 0.6;

  private LearningCurves() {}

  static Content.Block section(ReportData data) throws IOException {
    List<Chart> charts = new ArrayList<>();
    for (List<Group> ofTask : ReportData.byTask(data.playedGroups())) {
      charts.addAll(charts(data, ofTask));
    }
    return Content.Block.of(
        "curves",
        "Learning curves",
        "Thick: the mean over the finished seeds; thin: one line a seed, in"
            + " charts of at most four variants with several. Dashed: what does"
            + " not learn; pale: published claims. Training episodes are played at random first,"
            + " then with exploration noise; evaluation episodes without.",
        data.pictures().plots(charts));
  }

  /** Evaluation and training episodes apart: the latter are noisy on purpose. */
  private static List<Chart> charts(ReportData data, List<Group> ofTask) {
    String task = ofTask.getFirst().task();
    List<Chart.Line> evaluated = data.lines(ofTask, Group::trained, Run::evaluationCurve);
    return Chart.nonEmpty(
        new Chart(
            task + "-evaluation",
            task + ": evaluation episodes",
            Run.TRAINING,
            Metric.EPISODE_RETURN.label(),
            Stream.concat(evaluated.stream(), claimed(data, ofTask, evaluated).stream()).toList(),
            levels(data, task, ofTask)),
        new Chart(
            task + "-training",
            task + ": training episodes",
            Run.TRAINING,
            Metric.EPISODE_RETURN.label(),
            data.lines(ofTask, Group::trained, run -> run.trainingCurve().thinned(POINTS)),
            List.of()));
  }

  /** A line for each agent of each family, of what was claimed until the runs' last evaluation. */
  private static List<Chart.Line> claimed(
      ReportData data, List<Group> ofTask, List<Chart.Line> evaluated) {
    double last =
        evaluated.stream()
            .filter(line -> !line.mean().isEmpty()) // where seeds share no evaluation
            .mapToDouble(line -> line.mean().lastX())
            .max()
            .orElse(0);
    SortedMap<String, List<Claim>> claims =
        data.claims().all().stream()
            .filter(claim -> isUpTo(last, claim.protocol()))
            .filter(claim -> ofTask.stream().anyMatch(group -> isAlike(claim, group)))
            .sorted(Comparator.comparingLong(LearningCurves::steps))
            .collect(
                Collectors.groupingBy(
                    claim -> "%s (%s)".formatted(claim.agent(), claim.family()),
                    TreeMap::new,
                    Collectors.toList()));
    List<Chart.Line> lines = new ArrayList<>();
    claims.forEach(
        (label, points) ->
            lines.add(
                new Chart.Line(
                    label, data.names().size() + lines.size(), PALE, curve(points), List.of())));
    return lines;
  }

  /** Whether returns of the group after as many steps could be held against it. */
  private static boolean isAlike(Claim claim, Group group) {
    long steps = claim.protocol().environmentSteps();
    return group.trained()
        && ClaimTable.concerns(claim, group)
        && group.runs().stream()
            .allMatch(run -> ClaimTable.conflicts(claim, group, run, steps).isEmpty());
  }

  private static boolean isUpTo(double last, Protocol there) {
    long steps = there.environmentSteps();
    return steps > 0 && (steps <= last || there.isOfBudget(Math.round(last)));
  }

  private static Curve curve(List<Claim> claims) {
    return new Curve(
        claims.stream().mapToDouble(LearningCurves::steps).toArray(),
        claims.stream().mapToDouble(claim -> claim.published().value()).toArray());
  }

  private static long steps(Claim claim) {
    return claim.protocol().environmentSteps();
  }

  /** What did not learn is one number, whatever the budget: a level, not a curve. */
  private static List<Chart.Level> levels(ReportData data, String task, List<Group> ofTask) {
    List<Chart.Level> levels = new ArrayList<>();
    for (Group group : ofTask) {
      if (!group.trained() && !group.isRandom()) {
        group.counted().stream()
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
