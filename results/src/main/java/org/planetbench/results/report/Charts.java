package org.planetbench.results.report;

import org.planetbench.results.outcome.Baseline;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Latencies;
import org.planetbench.results.outcome.Result;
import org.planetbench.results.outcome.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.run.Metric;
import org.planetbench.results.table.Numbers;

/** The charts of a report: for every task how the returns grew, and what the models' losses did. */
final class Charts {
  private static final int POINTS = 60;

  private final List<String> names;
  private final List<Run> runs;

  Charts(List<Run> runs) {
    this.runs = runs;
    this.names =
        Group.of(runs).stream()
            .sorted(Comparator.comparing(Group::variant, Group.variantOrder()))
            .map(Group::name)
            .distinct()
            .toList();
  }

  /** Evaluation and training episodes apart: the latter are noisy on purpose. */
  List<Chart> learningCurves(List<Group> ofTask) {
    String task = ofTask.getFirst().task();
    return nonEmpty(
        new Chart(
            task + "-evaluation",
            task + ": evaluation episodes",
            Run.TRAINING,
            Metric.EPISODE_RETURN.label(),
            lines(ofTask, Group::trained, Run::evaluationCurve),
            levels(task, ofTask)),
        new Chart(
            task + "-training",
            task + ": training episodes",
            Run.TRAINING,
            Metric.EPISODE_RETURN.label(),
            lines(ofTask, Group::trained, run -> run.trainingCurve().thinned(POINTS)),
            List.of()));
  }

  List<Chart> losses(List<Group> ofTask) {
    String task = ofTask.getFirst().task();
    return nonEmpty(
        loss(
            task,
            Metric.DIVERGENCE,
            lines(ofTask, Charts::learns, run -> run.losses().divergence()),
            freeNats(ofTask)),
        loss(
            task,
            Metric.IMAGE_LOSS,
            lines(ofTask, Charts::learns, run -> run.losses().image()),
            List.of()),
        loss(
            task,
            Metric.REWARD_LOSS,
            lines(ofTask, Charts::learns, run -> run.losses().reward()),
            List.of()));
  }

  /** Of all groups of the report, from which each task's are then asked for. */
  PredictionCharts predictions(List<Group> groups) {
    return new PredictionCharts(groups, group -> group.label(groups), this::slot);
  }

  /** The paper's figures; of the groups of the report, from which each task's are asked for. */
  AblationFigures ablations(List<Group> groups) {
    return new AblationFigures(group -> group.label(groups), this::slot);
  }

  /** What the planners of the report return and cost. */
  Quality quality(List<Result> results, Latencies latencies) {
    List<Group> groups = results.stream().map(Result::group).toList();
    return new Quality(results, latencies, group -> group.label(groups), this::slot);
  }

  /** The variants over the tasks that they share. */
  Aggregates aggregates(List<Group> groups) {
    return Aggregates.of(groups, group -> group.label(groups), this::slot);
  }

  private static Chart loss(
      String task, Metric metric, List<Chart.Line> lines, List<Chart.Level> levels) {
    return new Chart(
            task + "-" + metric.id().replace('_', '-'),
            task + ": " + metric.id().replace('_', ' '),
            "update steps",
            metric.label(),
            lines,
            levels)
        .logarithmicIfWide();
  }

  private List<Chart.Line> lines(
      List<Group> groups, Function<Group, Boolean> chosen, Function<Run, Curve> curve) {
    List<Chart.Line> lines = new ArrayList<>();
    for (Group group : groups) {
      List<Run> shown = group.finished().isEmpty() ? group.runs() : group.finished();
      List<Curve> seeds = shown.stream().map(curve).filter(c -> !c.isEmpty()).toList();
      if (chosen.apply(group) && !seeds.isEmpty()) {
        lines.add(Chart.Line.of(group.label(groups), slot(group), seeds));
      }
    }
    return lines;
  }

  /** What did not learn is one number, whatever the budget: a level, not a curve. */
  private List<Chart.Level> levels(String task, List<Group> groups) {
    List<Chart.Level> levels = new ArrayList<>();
    for (Group group : groups) {
      if (!group.trained() && !group.isRandom()) {
        group.runs().stream()
            .filter(run -> !run.evaluations().isEmpty())
            .mapToDouble(run -> run.evaluations().getLast().mean())
            .average()
            .ifPresent(
                mean -> levels.add(new Chart.Level(group.label(groups), slot(group), mean)));
      }
    }
    for (Baseline baseline : Baseline.each(task, runs)) {
      levels.add(new Chart.Level(baseline.source(), Chart.NEUTRAL, baseline.mean()));
    }
    return levels;
  }

  private static List<Chart.Level> freeNats(List<Group> groups) {
    return groups.stream()
        .filter(Charts::learns)
        .map(Group::freeNats)
        .flatMap(nats -> nats.stream().boxed())
        .distinct()
        .map(nats -> new Chart.Level(Numbers.rounded(nats) + " free nats", Chart.NEUTRAL, nats))
        .toList();
  }

  private static boolean learns(Group group) {
    return !group.learned().isEmpty();
  }

  private int slot(Group group) {
    return group.isRandom() ? Chart.NEUTRAL : names.indexOf(group.name());
  }

  private static List<Chart> nonEmpty(Chart... charts) {
    return List.of(charts).stream().filter(chart -> !chart.isEmpty()).toList();
  }
}
