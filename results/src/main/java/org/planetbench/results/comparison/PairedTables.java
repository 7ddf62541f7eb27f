package org.planetbench.results.comparison;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.planetbench.results.comparison.Pairing.Pair;
import org.planetbench.results.outcome.Contrast;
import org.planetbench.results.outcome.Findings;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.run.LatencyStage;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.Statistic;
import org.planetbench.results.stats.Alternative;
import org.planetbench.results.stats.Bootstrap;
import org.planetbench.results.stats.Estimate;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.MannWhitney;
import org.planetbench.results.stats.PairedDifferences;
import org.planetbench.results.stats.Scores;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** What pairs of runs say, B against A. */
final class PairedTables {
  private static final int RESAMPLES = 10_000;
  private static final int MOST_HEADLINES = 12;
  private static final String DECISION = LatencyStage.DECISION.metric().id() + "_";

  private final Pairing pairing;
  private final double confidence;
  private final String percent;

  PairedTables(Pairing pairing, double confidence) {
    this.pairing = pairing;
    this.confidence = confidence;
    this.percent = Numbers.exactPercent(confidence);
  }

  /** A row for each task and pair of variants; a seed counts once. */
  Table returns() {
    List<List<Pair>> groups = pairing.bySeeds();
    int most = groups.stream().mapToInt(List::size).max().orElse(1);
    return new Table(
        "paired_returns",
        "Paired returns",
        "Differences are B - A of the mean return of the last evaluation, between runs of the same"
            + " task and seed: seeds are the sample, never episodes. Intervals are Student's, of"
            + " the mean difference; "
            + Interval.FEW_SEEDS
            + ". A difference is called clear where its interval leaves out zero. P(B > A): the probability that a run of B returns more than"
            + " one of A, whatever their seeds. p is two-sided; "
            + method(most)
            + ". Neither it nor what is called clear is corrected for the number of rows, "
            + groups.size()
            + ".",
        List.of(
            Column.text("task", "task"),
            Column.quiet("variant_a", "variant A"),
            Column.quiet("variant_b", "variant B"),
            Column.number("seeds", "seeds"),
            Column.number("mean_a", "mean A"),
            Column.number("mean_b", "mean B"),
            Column.number("difference", "difference"),
            Column.number("low", percent + " from"),
            Column.number("high", "to"),
            Column.number("b_higher", "B higher in"),
            Column.number("probability_of_improvement", "P(B > A)"),
            Column.number("p_value", "p")),
        groups.stream().map(this::returnsRow).toList());
  }

  private static String method(int most) {
    return most > PairedDifferences.EXACT_UP_TO
        ? "of more than %s pairs by Student's distribution, else exact"
            .formatted(PairedDifferences.EXACT_UP_TO)
        : "exact, the share of all ways to swap A and B within pairs that give a difference as large; with %s %s it is never below %s"
            .formatted(
                most,
                most == 1 ? "seed" : "seeds",
                Numbers.rounded(PairedDifferences.leastPValue(most)));
  }

  private List<Cell> returnsRow(List<Pair> pairs) {
    Contrast contrast = contrast(pairs);
    PairedDifferences differences = contrast.differences();
    Optional<Interval> interval = contrast.interval();
    double[] a = pairs.stream().mapToDouble(Pair::returnA).toArray();
    double[] b = pairs.stream().mapToDouble(Pair::returnB).toArray();
    long higher = pairs.stream().filter(pair -> pair.difference() > 0).count();
    List<Cell> row = new ArrayList<>(names(pairs.getFirst()));
    row.add(Cell.of(pairs.size()));
    row.add(Cell.of(Statistic.MEAN.of(a)));
    row.add(Cell.of(Statistic.MEAN.of(b)));
    row.add(Cell.signed(differences.mean()));
    row.add(interval.map(i -> Cell.signed(i.low())).orElse(Cell.NONE));
    row.add(interval.map(i -> Cell.signed(i.high())).orElse(Cell.NONE));
    row.add(new Cell(higher + " of " + pairs.size(), Long.toString(higher)));
    row.add(Cell.of(MannWhitney.test(b, a, Alternative.TWO_SIDED).superiority()));
    row.add(Cell.of(differences.pValue()));
    return row;
  }

  private Contrast contrast(List<Pair> pairs) {
    return Contrast.of(confidence, pairs.stream().mapToDouble(Pair::difference).toArray());
  }

  /** What the tables come to in words, over all tasks first. */
  List<String> headlines() {
    List<String> lines = new ArrayList<>();
    for (List<Pair> pairs : overTasks()) {
      String tasks = "Over " + tasks(pairs) + " tasks, ";
      lines.add(tasks + variants(pairs.getFirst()) + ": " + overall(pairs).words() + ".");
    }
    List<List<Pair>> groups = pairing.bySeeds();
    List<Contrast> contrasts = groups.stream().map(this::contrast).toList();
    if (groups.size() > 1) {
      lines.add("Of " + groups.size() + " rows: " + Contrast.summary(contrasts) + ".");
    }
    if (groups.size() <= MOST_HEADLINES) {
      for (int i = 0; i < groups.size(); i++) {
        Pair first = groups.get(i).getFirst();
        lines.add(first.task() + ", " + variants(first) + ": " + contrasts.get(i).words() + ".");
      }
    }
    return lines;
  }

  /** {@code rssm (B) against ssm (A)}. */
  private static String variants(Pair pair) {
    return pair.variantA().equals(pair.variantB())
        ? pair.variantA() + ", B against A"
        : pair.variantB() + " (B) against " + pair.variantA() + " (A)";
  }

  private static List<Cell> names(Pair pair) {
    return List.of(Cell.of(pair.task()), Cell.of(pair.variantA()), Cell.of(pair.variantB()));
  }

  /** Over tasks, for those who compare several; the seeds are those that every task has. */
  Table overall() {
    List<List<Cell>> rows =
        overTasks().stream().map(pairs -> overallRow(pairs, overall(pairs))).toList();
    return new Table(
        "paired_overall",
        "Over all tasks",
        "Means over the tasks, on the seeds that are paired on all of them. The interval of the"
            + " difference is Student's, over seeds, of which each is a mean over tasks; those of"
            + " P(B > A) are "
            + percent
            + " percentiles of "
            + Numbers.grouped(RESAMPLES)
            + " stratified-bootstrap resamples of the seeds within each task. They tell what other"
            + " seeds on these tasks would give, not what other tasks would; "
            + Interval.FEW_SEEDS
            + ".",
        List.of(
            Column.quiet("variant_a", "variant A"),
            Column.quiet("variant_b", "variant B"),
            Column.number("tasks", "tasks"),
            Column.number("seeds", "seeds"),
            Column.number("difference", "mean difference"),
            Column.number("low", percent + " from"),
            Column.number("high", "to"),
            Column.number("probability_of_improvement", "P(B > A)"),
            Column.number("probability_low", percent + " from"),
            Column.number("probability_high", "to")),
        rows);
  }

  /** The pairs of two variants that count over tasks; none where there is only one task. */
  private List<List<Pair>> overTasks() {
    Map<List<String>, List<Pair>> byVariants =
        pairing.pairs().stream()
            .collect(
                Collectors.groupingBy(
                    pair -> List.of(pair.variantA(), pair.variantB()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byVariants.values().stream()
        .filter(pairs -> pairs.stream().map(Pair::task).distinct().count() > 1)
        .map(PairedTables::onCommonSeeds)
        .filter(pairs -> !pairs.isEmpty())
        .toList();
  }

  private static List<Pair> onCommonSeeds(List<Pair> pairs) {
    Set<Long> seeds = commonSeeds(pairs);
    return pairs.stream().filter(pair -> seeds.contains(pair.seed())).toList();
  }

  private Bootstrap bootstrap() {
    return new Bootstrap(RESAMPLES, confidence, 0);
  }

  private List<Cell> overallRow(List<Pair> pairs, Contrast contrast) {
    Estimate improvement =
        bootstrap()
            .probabilityOfImprovement(scores(pairs, Pair::returnB), scores(pairs, Pair::returnA));
    return List.of(
        Cell.of(pairs.getFirst().variantA()),
        Cell.of(pairs.getFirst().variantB()),
        Cell.of(tasks(pairs)),
        Cell.of(contrast.differences().pairs()),
        Cell.signed(contrast.differences().mean()),
        contrast.interval().map(i -> Cell.signed(i.low())).orElse(Cell.NONE),
        contrast.interval().map(i -> Cell.signed(i.high())).orElse(Cell.NONE),
        Cell.of(improvement.value()),
        improvement.interval().map(i -> Cell.of(i.low())).orElse(Cell.NONE),
        improvement.interval().map(i -> Cell.of(i.high())).orElse(Cell.NONE));
  }

  private static long tasks(List<Pair> pairs) {
    return pairs.stream().map(Pair::task).distinct().count();
  }

  /** Of the mean over tasks; a seed counts once. */
  private Contrast overall(List<Pair> pairs) {
    double[] bySeed =
        pairs.stream()
            .collect(
                Collectors.groupingBy(
                    Pair::seed, TreeMap::new, Collectors.averagingDouble(Pair::difference)))
            .values()
            .stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    return Contrast.of(confidence, bySeed);
  }

  private static Set<Long> commonSeeds(List<Pair> pairs) {
    Map<String, Set<Long>> byTask =
        pairs.stream()
            .collect(
                Collectors.groupingBy(
                    Pair::task, TreeMap::new, Collectors.mapping(Pair::seed, Collectors.toSet())));
    Set<Long> common = new HashSet<>(byTask.values().iterator().next());
    byTask.values().forEach(common::retainAll);
    return common;
  }

  private static Scores scores(List<Pair> pairs, ToDoubleFunction<Pair> score) {
    Map<String, Map<Long, Double>> byTask = new TreeMap<>();
    for (Pair pair : pairs) {
      byTask
          .computeIfAbsent(pair.task(), task -> new TreeMap<>())
          .put(pair.seed(), score.applyAsDouble(pair));
    }
    return Scores.of(byTask);
  }

  /** From the records of runs that know their percentiles. */
  Table latency() {
    List<List<Cell>> rows = new ArrayList<>();
    for (List<Pair> pairs : pairing.bySeeds()) {
      List<Pair> timed =
          pairs.stream()
              .filter(pair -> isTimed(pair.a().record()) && isTimed(pair.b().record()))
              .toList();
      if (!timed.isEmpty()) {
        List<Cell> row = new ArrayList<>(names(pairs.getFirst()));
        row.add(Cell.of(timed.size()));
        for (Statistic percentile : List.of(Statistic.P50, Statistic.P95)) {
          double a = latency(timed, Pair::a, percentile);
          double b = latency(timed, Pair::b, percentile);
          row.addAll(List.of(Cell.of(a), Cell.of(b), Cell.of(b / a)));
        }
        rows.add(row);
      }
    }
    return new Table(
        "paired_latency",
        "Planning latency",
        "Of a decision, from picture to action: means over the paired runs of their percentiles, in"
            + " milliseconds. The machine and its load decide them as much as the code:"
            + " bench gate latency judges them beside a calibration.",
        List.of(
            Column.text("task", "task"),
            Column.quiet("variant_a", "variant A"),
            Column.quiet("variant_b", "variant B"),
            Column.number("seeds", "seeds"),
            Column.number("p50_ms_a", "p50 A"),
            Column.number("p50_ms_b", "p50 B"),
            Column.number("p50_ratio", "B / A"),
            Column.number("p95_ms_a", "p95 A"),
            Column.number("p95_ms_b", "p95 B"),
            Column.number("p95_ratio", "B / A")),
        rows);
  }

  private static boolean isTimed(RunRecord record) {
    return record.latency().containsKey(DECISION + Statistic.P50.id());
  }

  private static double latency(List<Pair> pairs, Function<Pair, Run> side, Statistic percentile) {
    return pairs.stream()
        .map(side)
        .mapToDouble(
            run -> run.record().latency().getOrDefault(DECISION + percentile.id(), Double.NaN))
        .average()
        .orElse(Double.NaN);
  }

  /** Settings and provenance in which the sides of a pair differ. */
  Table differences() {
    Map<String, List<Pair>> byKey = new LinkedHashMap<>();
    for (Pair pair : pairing.pairs()) {
      Map<String, String> a = facts(pair.a().record());
      Map<String, String> b = facts(pair.b().record());
      Set<String> keys = new LinkedHashSet<>(a.keySet());
      keys.addAll(b.keySet());
      for (String key : keys) {
        if (!a.getOrDefault(key, "").equals(b.getOrDefault(key, ""))) {
          byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(pair);
        }
      }
    }
    List<List<Cell>> rows = new ArrayList<>();
    byKey.forEach(
        (key, pairs) ->
            rows.add(
                List.of(
                    Cell.of(key),
                    values(key, pairs.stream().map(Pair::a).toList()),
                    values(key, pairs.stream().map(Pair::b).toList()),
                    new Cell(
                        pairs.size() + " of " + pairing.pairs().size(),
                        Integer.toString(pairs.size())))));
    return new Table(
        "differences",
        "What differs",
        "Settings and provenance in which the runs of a pair are not the same; all others are.",
        List.of(
            Column.text("key", "key"),
            Column.text("a", "A"),
            Column.text("b", "B"),
            Column.number("pairs", "pairs")),
        rows);
  }

  private static Map<String, String> facts(RunRecord record) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("recipe", record.recipe());
    facts.put("profile", record.profile());
    facts.putAll(record.settings());
    facts.putAll(record.provenance());
    return facts;
  }

  private static Cell values(String key, List<Run> runs) {
    List<String> values =
        runs.stream()
            .map(run -> facts(run.record()).getOrDefault(key, ""))
            .map(value -> value.isEmpty() ? "–" : value)
            .distinct()
            .toList();
    return Findings.names(values);
  }

  Table unpaired() {
    return new Table(
        "unpaired",
        "Not paired",
        "",
        List.of(
            Column.text("side", "side"), Column.text("cell", "cell"), Column.text("why", "why")),
        pairing.unpaired().stream()
            .map(cell -> List.of(Cell.of(cell.side()), Cell.of(cell.cell()), Cell.of(cell.why())))
            .toList());
  }
}
