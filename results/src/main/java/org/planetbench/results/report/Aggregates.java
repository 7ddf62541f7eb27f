package org.planetbench.results.report;

import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /**
   * A variant with all tasks.
   *
   * @param runs finished ones: the seeds that all tasks have
   */
  private record Member(String label, int slot, boolean learns, List<Run> runs) {}

  private final List<String> tasks;
  private final List<Member> members;
  private final List<String> leftOut;

  private Aggregates(List<String> tasks, List<Member> members, List<String> leftOut) {
    this.tasks = tasks;
    this.members = members;
    this.leftOut = leftOut;
  }

  /**
   * Of the tasks of the variant that has most; of the others, those that have them all.
   *
   * @param label what a legend calls a group
   * @param slot a group's colour
   */
  static Aggregates of(
      List<Group> groups, Function<Group, String> label, ToIntFunction<Group> slot) {
    SequencedMap<String, List<Group>> byLabel = new LinkedHashMap<>();
    groups.stream()
        .sorted((one, other) -> Group.variantOrder().compare(one.variant(), other.variant()))
        .forEach(
            group ->
                byLabel.computeIfAbsent(label.apply(group), l -> new ArrayList<>()).add(group));
    List<String> tasks = List.of();
    for (List<Group> ofLabel : byLabel.values()) {
      List<String> own = ofLabel.stream().map(Group::task).sorted().toList();
      if (own.size() > tasks.size() && !seeds(ofLabel, own).isEmpty()) {
        tasks = own;
      }
    }
    List<Member> members = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Map.Entry<String, List<Group>> entry : byLabel.entrySet()) {
      Set<Long> seeds = seeds(entry.getValue(), tasks);
      if (tasks.isEmpty() || seeds.isEmpty()) { // no variant finished a seed of all its tasks
        leftOut.add(entry.getKey());
      } else {
        members.add(member(entry.getKey(), slot, entry.getValue(), tasks, seeds));
      }
    }
    return new Aggregates(tasks, members, leftOut);
  }

  private static Member member(
      String label,
      ToIntFunction<Group> slot,
      List<Group> groups,
      List<String> tasks,
      Set<Long> seeds) {
    return new Member(
        label,
        slot.applyAsInt(groups.getFirst()),
        groups.stream().allMatch(Group::trained),
        groups.stream()
            .filter(group -> tasks.contains(group.task()))
            .flatMap(Aggregates::counted)
            .filter(run -> seeds.contains(run.record().seed()))
            .toList());
  }

  private static Stream<Run> counted(Group group) {
    return group.finished().stream()
        .filter(run -> !run.evaluations().isEmpty())
        .filter(run -> Arrays.stream(run.evaluationCurve().y()).allMatch(Double::isFinite));
  }

  /** The seeds that are finished on all of {@code tasks}. */
  private static Set<Long> seeds(List<Group> groups, List<String> tasks) {
    Map<String, Set<Long>> byTask = new HashMap<>();
    for (Group group : groups) {
      byTask
          .computeIfAbsent(group.task(), task -> new HashSet<>())
          .addAll(counted(group).map(run -> run.record().seed()).toList());
    }
    Set<Long> common = new TreeSet<>();
    byTask.values().forEach(common::addAll);
    tasks.forEach(task -> common.retainAll(byTask.getOrDefault(task, Set.of())));
    return common;
  }

  /** Of one task, the per-task curves say it all. */
  boolean isEmpty() {
    return tasks.size() < 2;
  }

  String intro() {
    return "Over "
        + tasks.size()
        + " tasks: "
        + String.join(", ", tasks)
        + ". A return is taken as its share of 1000, as bench stats --scale 1000 does; a seed counts"
        + " once for each task. IQM: the mean of the middle half of all runs. Areas and brackets are"
        + " 95 % intervals of a bootstrap that resamples seeds within each task: what other seeds on"
        + " these tasks would give; "
        + Interval.FEW_SEEDS
        + ", and no area."
        + (leftOut.isEmpty()
            ? ""
            : " Left out, because a task or a common seed is missing: "
                + String.join(", ", leftOut)
                + ".");
  }

  List<Chart> charts() {
    return Stream.of(curves(), profile()).filter(chart -> !chart.isEmpty()).toList();
  }

  private Chart curves() {
    List<Chart.Line> lines = new ArrayList<>();
    List<Chart.Level> levels = new ArrayList<>();
    for (Member member : members) {
      if (member.learns) {
        lines.add(curve(member));
      } else {
        double iqm = Aggregate.INTERQUARTILE_MEAN.of(finalScores(member));
        levels.add(new Chart.Level(member.label, member.slot, iqm));
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

  private static Chart.Line curve(Member member) {
    List<Curve> curves = member.runs.stream().map(Run::evaluationCurve).toList();
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
    for (Member member : members) {
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

  private static Chart.Line line(Member member, SortedMap<Long, Estimate> points, double unit) {
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
        member.label, member.slot, new Curve(x, values(points, Estimate::value)), band);
  }

  private static double[] values(
      SortedMap<Long, Estimate> points, ToDoubleFunction<Estimate> value) {
    return points.values().stream().mapToDouble(value).toArray();
  }

  /** A row for each variant. */
  Table table() {
    Map<String, Scores> scores = new LinkedHashMap<>();
    members.forEach(member -> scores.put(member.label, finalScores(member)));
    return new Table(
        "aggregates",
        "Aggregates over tasks and seeds",
        "Of the last evaluation of each finished run, after Agarwal et al. 2021. Optimality gap: by"
            + " how much returns fall short of 1000 on average. Improvement: the probability that a"
            + " run returns more than one of "
            + (members.isEmpty() ? "the first" : members.getFirst().label)
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
            : VariantStatistics.of(scores, members.getFirst().label, 1, OF_TABLE).stream()
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

  private static Scores finalScores(Member member) {
    return scores(member, run -> run.evaluations().getLast().mean());
  }

  private static Scores scores(Member member, ToDoubleFunction<Run> value) {
    Map<String, Map<Long, Double>> byTask =
        member.runs.stream()
            .collect(
                Collectors.groupingBy(
                    Run::task,
                    TreeMap::new,
                    Collectors.toMap(
                        run -> run.record().seed(), value::applyAsDouble, (a, b) -> a)));
    return Scores.of(byTask).normalised(0, MOST);
  }
}
