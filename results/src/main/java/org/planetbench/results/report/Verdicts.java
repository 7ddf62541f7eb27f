package org.planetbench.results.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.planetbench.results.outcome.Baseline;
import org.planetbench.results.outcome.Contrast;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Result;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;

/**
 * What a report says in words of its variants: on how many seeds it rests, and what is clearly
 * higher or lower. Nothing is called clear on fewer than {@link Interval#LEAST_SEEDS}.
 */
final class Verdicts {
  private static final Set<Contrast.Verdict> CLEAR =
      Set.of(Contrast.Verdict.HIGHER, Contrast.Verdict.LOWER);

  private static final String ONE_OF_TWENTY =
      "Each is told by itself: of twenty that do not differ, one would be called clear.";

  private static final String UNPAIRED = "no seed in common";

  private Verdicts() {}

  /** Empty where every row of the table of returns has an interval. */
  static Optional<String> caution(List<Result> results) {
    List<Integer> seeds =
        results.stream().map(result -> result.seeds().size()).filter(count -> count > 0).toList();
    long few = seeds.stream().filter(count -> !Interval.isOf(count)).count();
    if (few == 0) {
      return Optional.empty();
    }
    if (seeds.stream().allMatch(count -> count == 1)) {
      return Optional.of(
          "One seed each: how much seeds differ is unknown, so that no difference here can be told"
              + " from chance. Five give intervals: --seed 1,2,3,4,5.");
    }
    String which =
        few == seeds.size()
            ? "No row has " + Interval.LEAST_SEEDS + " seeds"
            : String.format(
                Locale.ROOT,
                "%d of %d rows have fewer than %d seeds",
                few,
                seeds.size(),
                Interval.LEAST_SEEDS);
    return Optional.of(
        which + ": they are points without intervals, and nothing of them is called clear.");
  }

  /** Which variants are held against none of the others. */
  static Optional<String> editions(List<Result> results) {
    List<String> published =
        results.stream()
            .map(Result::group)
            .filter(Group::isOfPublishedEdition)
            .map(Group::variant)
            .distinct()
            .toList();
    return published.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Edition published, to be held against the numbers of those who published it and no"
                + " other row: %s.".formatted(String.join(", ", published)));
  }

  /**
   * A line for each task with several variants that do more than act at random, of those whose
   * evaluations start alike and go on as long; and one on all of them, where something is called
   * clear. Not of agents that others published.
   */
  static List<String> betweenVariants(List<Result> results) {
    record Key(String task, EvaluationStarts starts, long agentStepsPerEpisode) {}
    Map<Key, List<Result>> byTask =
        results.stream()
            .filter(result -> !result.group().isRandom() && Double.isFinite(result.mean()))
            .filter(result -> !result.group().isOfPublishedEdition())
            .collect(
                Collectors.groupingBy(
                    result ->
                        new Key(
                            result.group().task(),
                            result.group().starts(),
                            result.group().agentStepsPerEpisode()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Group> groups = results.stream().map(Result::group).toList();
    List<String> lines = new ArrayList<>();
    List<Contrast.Verdict> all = new ArrayList<>();
    byTask.values().stream()
        .filter(ofTask -> ofTask.size() > 1)
        .forEach(ofTask -> lines.add(ofTask(ofTask, groups, all)));
    if (all.size() > 1 && all.stream().anyMatch(CLEAR::contains)) {
      lines.add(ONE_OF_TWENTY);
    }
    return lines;
  }

  /**
   * PlaNet, or else the first, is what the others are held against.
   *
   * @param groups of all tasks
   * @param told what was told of the others is added here
   */
  private static String ofTask(
      List<Result> results, List<Group> groups, List<Contrast.Verdict> told) {
    Result base =
        results.stream()
            .filter(result -> result.group().variant().equals(Group.PLANET))
            .findFirst()
            .orElse(results.getFirst());
    SequencedMap<Result, Optional<Contrast>> others = new LinkedHashMap<>();
    results.stream()
        .filter(result -> !result.equals(base))
        .forEach(result -> others.put(result, Result.contrast(result, base)));
    if (others.values().stream().allMatch(Optional::isEmpty)) {
      return highest(
          "%s: no variant has a seed in common with %s"
              .formatted(base.group().task(), base.group().label(groups)),
          results,
          groups);
    }
    SequencedMap<String, List<String>> byVerdict = new LinkedHashMap<>();
    for (Contrast.Verdict verdict : Contrast.Verdict.values()) {
      byVerdict.put(verdict.words(), new ArrayList<>());
    }
    byVerdict.put(UNPAIRED, new ArrayList<>());
    others.forEach(
        (result, contrast) -> {
          contrast.map(Contrast::verdict).ifPresent(told::add);
          String words = contrast.map(found -> found.verdict().words()).orElse(UNPAIRED);
          byVerdict
              .getOrDefault(words, new ArrayList<>())
              .add(named(result.group().label(groups), contrast));
        });
    byVerdict.values().removeIf(List::isEmpty);
    String task = base.group().task();
    if (byVerdict.keySet().equals(Set.of(Contrast.Verdict.TOO_FEW_SEEDS.words()))) {
      return highest(
          String.format(
              Locale.ROOT, "%s: too few seeds to tell its %d variants apart", task, results.size()),
          results,
          groups);
    }
    return byVerdict.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
        .collect(
            Collectors.joining("; ", task + ", against " + base.group().label(groups) + ": ", "."));
  }

  private static String highest(String why, List<Result> results, List<Group> groups) {
    Result highest = results.stream().max(Comparator.comparingDouble(Result::mean)).orElseThrow();
    return "%s; the highest mean is %s's, %s."
        .formatted(why, highest.group().label(groups), Numbers.rounded(highest.mean()));
  }

  /** {@code ssm (-120 on 8 seeds)}. */
  private static String named(String label, Optional<Contrast> contrast) {
    Function<Contrast, String> words =
        found ->
            String.format(
                Locale.ROOT,
                " (%s on %d)",
                Table.Cell.signed(found.differences().mean()).text(),
                found.differences().pairs());
    return label + contrast.map(words).orElse("");
  }

  /** How a result stands to acting at random; nothing where it has no interval. */
  static String againstRandom(Result result, Baseline baseline) {
    return result
        .interval()
        .map(
            interval ->
                ": %s, where the mean of %s of its episodes counts as exact"
                    .formatted(
                        words(interval, baseline.mean()), Numbers.grouped(baseline.episodes())))
        .orElse("");
  }

  private static String words(Interval interval, double level) {
    Contrast.Verdict verdict =
        interval.low() > level
            ? Contrast.Verdict.HIGHER
            : interval.high() < level ? Contrast.Verdict.LOWER : Contrast.Verdict.NOT_TOLD_APART;
    return "%s (%s interval %s to %s)"
        .formatted(
            verdict.words(),
            Numbers.exactPercent(interval.confidence()),
            Numbers.rounded(interval.low()),
            Numbers.rounded(interval.high()));
  }
}
