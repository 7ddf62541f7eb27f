package org.planetbench.results.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Predictions;
import org.planetbench.results.outcome.Predictions.Kind;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.table.Numbers;

/**
 * The charts of the models' open-loop predictions, always in pairs on one scale: on the policy's
 * own episode left, on held-out episodes right.
 */
final class PredictionCharts {
  private static final String INTRO =
      "How far predictions are from what happened. The model sees the pictures of an episode up to"
          + " some moment; from there it imagines up to 50 agent steps from the actions alone."
          + " Distance 0 is what it makes of the last picture itself, so what a line gains from"
          + " there is the price of not looking. Image error: mean squared error of a pixel's"
          + " colour, black to white being 0 to 1. Reward error: squared error of one agent step's"
          + " reward. Divergence: how much the filter, which goes on looking, knows that the"
          + " prediction does not; a model without distributions has none. Left the episode that"
          + " was collected last, which the model has not learned from yet; right random episodes"
          + " that it never learns from, the same for all variants of a task. Errors that fall left"
          + " and rise right say that the model forgets what its policy no longer visits. Pale to"
          + " strong: early to late in training, or near to far.";

  /** Of more groups, only the comparison is drawn. */
  private static final int MOST_GROUPS = 6;

  private static final int MOST_STAGES = 5;
  private static final List<Integer> DISTANCES = List.of(1, 10, 50);

  /** Of the palest line: still apart from the ground. */
  private static final double PALEST = 0.35;

  private final List<Group> drawn;
  private final Function<Group, String> label;
  private final ToIntFunction<Group> slot;

  /**
   * @param label what a legend calls a group
   * @param slot a group's colour
   */
  private PredictionCharts(
      List<Group> groups, Function<Group, String> label, ToIntFunction<Group> slot) {
    this.label = label;
    this.slot = slot;
    this.drawn =
        groups.stream()
            .filter(group -> !predicting(group).isEmpty())
            .sorted(Comparator.comparing(group -> !group.variant().equals(Group.PLANET)))
            .limit(MOST_GROUPS)
            .toList();
  }

  static Content.Block section(ReportData data) throws IOException {
    List<Group> groups = data.groups();
    PredictionCharts predictions =
        new PredictionCharts(groups, group -> group.label(groups), data::slot);
    List<Chart> charts = new ArrayList<>();
    ReportData.byTask(groups).forEach(ofTask -> charts.addAll(predictions.of(ofTask)));
    return new Content.Block(
        "predictions",
        "Open-loop predictions",
        charts.isEmpty() ? "" : INTRO + predictions.leftOut(groups),
        data.pictures().plots(charts),
        List.of(PredictionTable.of(groups)),
        List.of());
  }

  private String leftOut(List<Group> groups) {
    long others =
        groups.stream().filter(g -> !predicting(g).isEmpty() && !drawn.contains(g)).count();
    return others == 0
        ? ""
        : " Of %s more variants only the comparison at the end is drawn; the table has all."
            .formatted(others);
  }

  /** The runs that count: finished ones, or all while none is. */
  static List<Run> predicting(Group group) {
    List<Run> shown = group.finished().isEmpty() ? group.runs() : group.finished();
    return shown.stream().filter(run -> !run.predictions().isEmpty()).toList();
  }

  private List<Chart> of(List<Group> ofTask) {
    List<Chart> charts = new ArrayList<>();
    List<Group> groups = ofTask.stream().filter(group -> !predicting(group).isEmpty()).toList();
    if (groups.size() > 1) {
      for (Kind kind : Kind.values()) {
        charts.addAll(comparison(kind, groups));
      }
    }
    for (Group group : groups.stream().filter(drawn::contains).toList()) {
      for (Kind kind : Kind.values()) {
        charts.addAll(stages(kind, group));
      }
      for (Kind kind : Kind.values()) {
        charts.addAll(training(kind, group));
      }
    }
    return charts;
  }

  private List<Chart> comparison(Kind kind, List<Group> groups) {
    boolean alike = groups.stream().map(PredictionCharts::lastStage).distinct().count() == 1;
    return pair(
        kind,
        groups.getFirst().task(),
        "at the end",
        "",
        "distance [agent steps]",
        data -> groups.stream().flatMap(group -> atTheEnd(kind, group, data, alike)).toList());
  }

  /** A run that is not finished is compared as far as it is, and says so. */
  private Stream<Chart.Line> atTheEnd(Kind kind, Group group, String data, boolean alike) {
    List<Curve> seeds = curves(group, predictions -> predictions.atTheEnd(kind, data));
    String stage = alike ? "" : " (" + Numbers.grouped(lastStage(group)) + " updates)";
    return seeds.isEmpty()
        ? Stream.empty()
        : Stream.of(Chart.Line.of(label.apply(group) + stage, slot.applyAsInt(group), seeds));
  }

  /** Updates that the group's models had had when they were measured last. */
  static long lastStage(Group group) {
    return predicting(group).stream()
        .mapToLong(run -> run.predictions().stages().getLast())
        .max()
        .orElseThrow();
  }

  private List<Chart> stages(Kind kind, Group group) {
    List<Long> stages = some(predicting(group).getFirst().predictions().stages());
    return pair(
        kind,
        group.task(),
        label.apply(group),
        "",
        "distance [agent steps]",
        data ->
            shaded(
                group,
                updates(stages),
                i -> predictions -> predictions.overDistance(kind, data, stages.get(i))));
  }

  private List<Chart> training(Kind kind, Group group) {
    return pair(
        kind,
        group.task(),
        label.apply(group),
        " over training",
        "update steps",
        data ->
            shaded(
                group,
                DISTANCES.stream().map(d -> "distance " + d).toList(),
                i -> predictions -> predictions.overTraining(kind, data, DISTANCES.get(i))));
  }

  /** A line each, the later the stronger; the mean over seeds only. */
  private List<Chart.Line> shaded(
      Group group, List<String> labels, IntFunction<Function<Predictions, Curve>> curve) {
    List<Chart.Line> lines = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      List<Curve> seeds = curves(group, curve.apply(i));
      if (!seeds.isEmpty()) {
        double strength = labels.size() == 1 ? 1 : PALEST + (1 - PALEST) * i / (labels.size() - 1);
        Curve mean = seeds.size() == 1 ? seeds.getFirst() : Curve.mean(seeds);
        lines.add(new Chart.Line(labels.get(i), slot.applyAsInt(group), strength, mean, List.of()));
      }
    }
    return lines;
  }

  private static List<Curve> curves(Group group, Function<Predictions, Curve> curve) {
    return predicting(group).stream()
        .map(run -> curve.apply(run.predictions()))
        .filter(c -> !c.isEmpty())
        .toList();
  }

  private static List<Chart> pair(
      Kind kind,
      String task,
      String name,
      String what,
      String xLabel,
      Function<String, List<Chart.Line>> lines) {
    List<Chart> charts = new ArrayList<>();
    for (String data : ModelRow.DATA) {
      String quantity = kind.metric().id().replace('_', ' ') + what;
      List<String> parts = List.of(task, name, quantity, data);
      String words = data.equals(ModelRow.ON_POLICY) ? "own episode" : "held out";
      charts.add(
          new Chart(
              String.join("-", parts),
              task + ", " + name + ": " + words,
              xLabel,
              kind.metric().label(),
              lines.apply(data),
              List.of()));
    }
    double most = charts.stream().mapToDouble(Chart::most).max().orElse(0);
    return charts.stream()
        .filter(chart -> !chart.isEmpty())
        .map(chart -> chart.reaching(most))
        .toList();
  }

  /** {@code 300, 900, 1,600 updates}: the word once is enough in a legend. */
  private static List<String> updates(List<Long> stages) {
    return stages.stream()
        .map(s -> Numbers.grouped(s) + (s.equals(stages.getLast()) ? " updates" : ""))
        .toList();
  }

  /** At most {@link #MOST_STAGES}, evenly, the first and the last among them. */
  private static List<Long> some(List<Long> stages) {
    int count = Math.min(MOST_STAGES, stages.size());
    return count < 2
        ? stages
        : IntStream.range(0, count)
            .mapToObj(i -> stages.get(i * (stages.size() - 1) / (count - 1)))
            .toList();
  }
}
