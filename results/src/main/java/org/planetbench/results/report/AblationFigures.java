package org.planetbench.results.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.run.Evaluation;
import org.planetbench.results.run.Metric;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.Quantiles;

/** The paper's comparisons of variants, drawn as the paper draws them: a panel for each task. */
final class AblationFigures {
  private static final String INTRO =
      "As in the paper's figures of the same numbers: the line is the median, the area reaches from"
          + " the 5th to the 95th percentile, both over seeds and evaluation episodes together at"
          + " the same number of environment steps. The legend says how many episodes of how many"
          + " seeds stand behind a point; the paper has 10 of each of 5. The area shows how"
          + " episodes spread; it is no confidence interval. With fewer than "
          + Interval.LEAST_SEEDS
          + " seeds a thin line for each seed, the median of its episodes, is in its place, in charts"
          + " of at most four variants with several.";

  /** A figure of the paper, and the variants in it, PlaNet first. */
  private record Figure(String id, String title, List<String> variants) {}

  private static final List<Figure> FIGURES =
      List.of(
          new Figure(
              "figure-4", "model (Figure 4)", List.of("rssm", "ssm", "gru_release", "gru_clean")),
          new Figure(
              "figure-5",
              "collection and planning (Figure 5)",
              List.of("rssm", "random_collection", "random_shooting")),
          new Figure(
              "figure-8",
              "overshooting (Figure 8)",
              List.of(
                  "rssm",
                  "overshooting",
                  "overshooting_first_release",
                  "ssm",
                  "ssm_overshooting",
                  "drnn",
                  "drnn_overshooting")));

  private final Function<Group, String> label;
  private final ToIntFunction<Group> slot;

  /**
   * @param label what a legend calls a group
   * @param slot a group's colour
   */
  private AblationFigures(Function<Group, String> label, ToIntFunction<Group> slot) {
    this.label = label;
    this.slot = slot;
  }

  static Content.Block section(ReportData data) throws IOException {
    List<Group> groups = data.playedGroups();
    AblationFigures figures = new AblationFigures(group -> group.label(groups), data::slot);
    List<Chart> charts = new ArrayList<>();
    ReportData.byTask(groups).forEach(ofTask -> charts.addAll(figures.of(ofTask)));
    return Content.Block.of("ablations", "Ablations", INTRO, data.pictures().plots(charts));
  }

  /** Those of which this task has PlaNet and another variant. */
  private List<Chart> of(List<Group> ofTask) {
    List<Chart> charts = new ArrayList<>();
    Set<String> shown = new TreeSet<>();
    for (Figure figure : FIGURES) {
      List<Chart.Line> lines = new ArrayList<>();
      boolean isNew = false; // what an earlier figure has needs no second one
      for (Group group : ofTask) {
        if (figure.variants.contains(group.variant())) {
          line(group).ifPresent(lines::add);
          isNew |= shown.add(group.variant()) && !group.variant().equals(Group.PLANET);
        }
      }
      if (lines.size() > 1 && isNew) {
        String task = ofTask.getFirst().task();
        charts.add(
            new Chart(
                task + "-" + figure.id,
                task + ": " + figure.title,
                Run.TRAINING,
                Metric.EPISODE_RETURN.label(),
                lines,
                List.of()));
      }
    }
    return charts;
  }

  private Optional<Chart.Line> line(Group group) {
    List<Run> runs = group.finished().isEmpty() ? group.runs() : group.finished();
    List<Run> evaluated =
        runs.stream().filter(run -> run.trained() && !run.evaluations().isEmpty()).toList();
    Map<Long, double[]> pooled = pooled(evaluated);
    if (pooled.isEmpty()) {
      return Optional.empty();
    }
    boolean shaded = Interval.isOf(evaluated.size());
    return Optional.of(
        new Chart.Line(
            "%s (%s)".formatted(label.apply(group), behind(evaluated.size(), pooled)),
            slot.applyAsInt(group),
            1,
            quantiles(pooled, 0.5),
            shaded ? List.of() : medians(evaluated),
            shaded
                ? Optional.of(new Chart.Band(quantiles(pooled, 0.05), quantiles(pooled, 0.95)))
                : Optional.empty()));
  }

  /** A line for each seed; of one seed the median is that line. */
  private static List<Curve> medians(List<Run> runs) {
    return runs.size() == 1
        ? List.of()
        : runs.stream().map(run -> quantiles(pooled(List.of(run)), 0.5)).toList();
  }

  /** {@code 3 x 1-5}: seeds times episodes of each. */
  private static String behind(int seeds, Map<Long, double[]> pooled) {
    int least = pooled.values().stream().mapToInt(values -> values.length).min().orElse(0) / seeds;
    int most = pooled.values().stream().mapToInt(values -> values.length).max().orElse(0) / seeds;
    return seeds + " × " + (least == most ? "" + most : least + "–" + most);
  }

  /** At each evaluation that all runs have, the sorted returns of all its episodes. */
  private static Map<Long, double[]> pooled(List<Run> runs) {
    Map<Long, double[]> pooled = new TreeMap<>();
    for (long steps : commonSteps(runs)) {
      pooled.put(
          steps,
          runs.stream()
              .flatMap(run -> run.evaluations().stream())
              .filter(evaluation -> evaluation.environmentSteps() == steps)
              .flatMap(evaluation -> evaluation.returns().stream())
              .mapToDouble(Double::doubleValue)
              .sorted()
              .toArray());
    }
    return pooled;
  }

  private static Set<Long> commonSteps(List<Run> runs) {
    Set<Long> common = new TreeSet<>();
    for (int i = 0; i < runs.size(); i++) {
      List<Long> steps =
          runs.get(i).evaluations().stream().map(Evaluation::environmentSteps).toList();
      if (i == 0) {
        common.addAll(steps);
      } else {
        common.retainAll(steps);
      }
    }
    return common;
  }

  private static Curve quantiles(Map<Long, double[]> pooled, double share) {
    return new Curve(
        pooled.keySet().stream().mapToDouble(Long::doubleValue).toArray(),
        pooled.values().stream().mapToDouble(sorted -> Quantiles.of(sorted, share)).toArray());
  }
}
