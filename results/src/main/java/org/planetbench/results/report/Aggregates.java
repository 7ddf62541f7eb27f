package org.planetbench.results.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.stats.Aggregate;
import org.planetbench.results.stats.Bootstrap;
import org.planetbench.results.stats.Estimate;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.Scores;
import org.planetbench.results.stats.VariantStatistics;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/**
 * The variants over all tasks that they share, as Agarwal et al. 2021 propose. Returns are taken as
 * shares of 1000, the highest that a Control Suite task gives.
 */
final class Aggregates {
  private static final double MOST = 1000;
  private static final double CONFIDENCE = 0.95;
  private static final Bootstrap OF_TABLE = new Bootstrap(10_000, CONFIDENCE, 0);

  /** For pictures, in which the third digit can't be seen. */
  private static final Bootstrap OF_CURVES = new Bootstrap(2_000, CONFIDENCE, 0);

  private static final int MOST_POINTS = 40;
  private static final int THRESHOLDS = 50;

  private final CommonTasks common;

  private Aggregates(CommonTasks common) {
    this.common = common;
  }

  static Content.Block section(ReportData data) throws IOException {
    List<Group> groups =
        Group.comparable(data.playedGroups()).stream()
            .filter(group -> !group.isOfPublishedEdition()) // held against no other row
            .toList();
    Aggregates aggregates =
        new Aggregates(CommonTasks.of(groups, group -> group.label(groups), data::slot));
    return new Content.Block(
        "aggregates",
        "All tasks together",
        aggregates.intro(),
        aggregates.isEmpty() ? List.of() : data.pictures().plots(aggregates.charts()),
        List.of(aggregates.table()),
        List.of());
  }

  /** Of one task, the per-task curves say it all. */
  private boolean isEmpty() {
    return common.tasks().size() < 2;
  }

  private String intro() {
    return "Over "
        + common.tasks().size()
        + " tasks: "
        + String.join(", ", common.tasks())
        + ". A return is taken as its share of 1000, as bench stats --scale 1000 does; a seed counts"
        + " once for each task. IQM: the mean of the middle half of all runs. Areas and brackets are"
        + " 95 % intervals of a bootstrap that resamples seeds within each task: what other seeds on"
        + " these tasks would give; "
        + Interval.FEW_SEEDS
        + ", and no area."
        + (common.leftOut().isEmpty()
            ? ""
            : " Left out, because a task or a common seed is missing: "
                + String.join(", ", common.leftOut())
                + ".");
  }

  private List<Chart> charts() {
    return Stream.of(curves(), profile()).filter(chart -> !chart.isEmpty()).toList();
  }

  private Chart curves() {
    List<Chart.Line> lines = new ArrayList<>();
    List<Chart.Level> levels = new ArrayList<>();
    for (CommonTasks.Member member : common.members()) {
      if (member.learns()) {
        lines.add(curve(member));
      } else {
        double iqm = Aggregate.INTERQUARTILE_MEAN.of(finalScores(member));
        levels.add(new Chart.Level(member.label(), member.slot(), iqm));
      }
    }
    return new Chart(
        "all-tasks-iqm",
        "All tasks: IQM of evaluations",
        Run.TRAINING,
        "IQM of return / 1000",
        lines,
        levels);
  }

  private static Chart.Line curve(CommonTasks.Member member) {
    List<Curve> curves = member.runs().stream().map(Run::evaluationCurve).toList();
    SortedMap<Long, Scores> points = new TreeMap<>();
    for (long steps : steps(curves)) {
      points.put(steps, scores(member, run -> run.evaluationCurve().at((double) steps)));
    }
    return line(member, OF_CURVES.curve(points, Aggregate.INTERQUARTILE_MEAN), 1);
  }

  /** Where some run was evaluated and all others had begun and not ended. */
  private static Set<Long> steps(List<Curve> curves) {
    double from = curves.stream().mapToDouble(curve -> curve.x()[0]).max().orElse(0);
    double to = curves.stream().mapToDouble(Curve::lastX).min().orElse(0);
    List<Long> all =
        curves.stream()
            .flatMap(curve -> Arrays.stream(curve.x()).boxed())
            .filter(x -> from <= x && x <= to)
            .map(Double::longValue)
            .distinct()
            .sorted()
            .toList();
    Set<Long> some = new TreeSet<>();
    int count = Math.min(MOST_POINTS, all.size());
    for (int i = 0; i < count; i++) {
      some.add(all.get(count == 1 ? 0 : (int) ((long) i * (all.size() - 1) / (count - 1))));
    }
    return some;
  }

  private Chart profile() {
    List<Chart.Line> lines = new ArrayList<>();
    double[] taus = new double[THRESHOLDS + 1];
    for (int i = 0; i < taus.length; i++) {
      taus[i] = (double) i / THRESHOLDS;
    }
    for (CommonTasks.Member member : common.members()) {
      List<Estimate> shares = OF_CURVES.performanceProfile(finalScores(member), taus);
      SortedMap<Long, Estimate> byStep = new TreeMap<>();
      for (int i = 0; i < taus.length; i++) {
        byStep.put((long) i, shares.get(i));
      }
      lines.add(line(member, byStep, 1.0 / THRESHOLDS));
    }
    return new Chart(
            "all-tasks-profile",
            "All tasks: performance profile",
            "return / 1000",
            "share of runs that return more",
            lines,
            List.of())
        .reaching(1);
  }

  private static Chart.Line line(
      CommonTasks.Member member, SortedMap<Long, Estimate> points, double unit) {
    double[] x = points.keySet().stream().mapToDouble(key -> key.doubleValue() * unit).toArray();
    boolean banded = points.values().stream().allMatch(point -> point.interval().isPresent());
    Optional<Chart.Band> band =
        banded
            ? Optional.of(
                new Chart.Band(
                    new Curve(x, values(points, point -> point.interval().orElseThrow().low())),
                    new Curve(x, values(points, point -> point.interval().orElseThrow().high()))))
            : Optional.empty();
    return Chart.Line.of(
        member.label(), member.slot(), new Curve(x, values(points, Estimate::value)), band);
  }

  private static double[] values(
      SortedMap<Long, Estimate> points, ToDoubleFunction<Estimate> value) {
    return points.values().stream().mapToDouble(value).toArray();
  }

  /** A row for each variant. */
  private Table table() {
    Map<String, Scores> scores = new LinkedHashMap<>();
    common.members().forEach(member -> scores.put(member.label(), finalScores(member)));
    return new Table(
        "aggregates",
        "Aggregates over tasks and seeds",
        "Of the last evaluation of each seed that is finished on all these tasks, after Agarwal et al."
            + " 2021. Optimality gap: by"
            + " how much returns fall short of 1000 on average. Improvement: the probability that a"
            + " run returns more than one of "
            + (common.members().isEmpty() ? "the first" : common.members().getFirst().label())
            + " on the same task, averaged over tasks; 0.5 is no difference. Brackets: "
            + Numbers.grouped(OF_TABLE.resamples())
            + " resamples.",
        List.of(
            Column.text("variant", "variant"),
            Column.number("tasks", "tasks"),
            Column.number("seeds", "seeds"),
            Column.number("iqm", "IQM"),
            Column.number("mean", "mean"),
            Column.number("median", "median"),
            Column.number("optimality_gap", "optimality gap"),
            Column.number("probability_of_improvement", "improvement")),
        isEmpty()
            ? List.of()
            : VariantStatistics.of(scores, common.members().getFirst().label(), 1, OF_TABLE)
                .stream()
                .map(Aggregates::row)
                .toList());
  }

  private static List<Cell> row(VariantStatistics of) {
    return List.of(
        Cell.of(of.variant()),
        Cell.of(of.tasks()),
        Cell.of(of.seeds()),
        cell(of.interquartileMean()),
        cell(of.mean()),
        cell(of.median()),
        cell(of.optimalityGap()),
        of.improvement().map(Aggregates::cell).orElse(Cell.NONE));
  }

  /** {@code 0.62 [0.55, 0.70]}. */
  private static Cell cell(Estimate estimate) {
    String value = decimals(estimate.value());
    String text =
        estimate
            .interval()
            .map(i -> "%s [%s, %s]".formatted(value, decimals(i.low()), decimals(i.high())))
            .orElse(value);
    return new Cell(text, Double.toString(estimate.value()));
  }

  private static String decimals(double share) {
    return String.format(Locale.ROOT, "%.3f", share);
  }

  private static Scores finalScores(CommonTasks.Member member) {
    return scores(member, run -> run.evaluations().getLast().mean());
  }

  private static Scores scores(CommonTasks.Member member, ToDoubleFunction<Run> value) {
    Map<String, Map<Long, Double>> byTask =
        member.runs().stream()
            .collect(
                Collectors.groupingBy(
                    Run::task,
                    TreeMap::new,
                    Collectors.toMap(
                        run -> run.record().seed(), value::applyAsDouble, (a, b) -> a)));
    return Scores.of(byTask).normalised(0, MOST);
  }
}
