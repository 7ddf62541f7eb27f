package org.planetbench.results.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.planetbench.results.reference.Blessing;
import org.planetbench.results.reference.FamilyRecord;
import org.planetbench.results.reference.Reference;
import org.planetbench.results.reference.RunScores;
import org.planetbench.results.reference.Score;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.stats.Alternative;
import org.planetbench.results.stats.PooledT;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;

/**
 * Holds what runs came to against references: two-sided, by Student's t over seeds. The level
 * {@code alpha} is for the whole gate: it is divided by the number of comparisons (Bonferroni), so
 * that the intervals that are shown are those that decide. A check that is only for information is
 * counted there like the others: to declare one moves no level. A check with a level of its own is
 * not counted.
 *
 * <p>A check that found nothing passes only if it would have found the change that its policy says
 * must be seen; of a return that is half of the reference's mean, or less.
 */
public final class ReturnsGate {
  private final GatePolicy.Returns policy;
  private final List<Reference> references;
  private final Optional<FamilyRecord> record;

  /**
   * @param references all that there are
   * @param record how the policy's family was made; empty where there is none
   */
  public ReturnsGate(
      GatePolicy.Returns policy, List<Reference> references, Optional<FamilyRecord> record) {
    this.policy = policy;
    this.references = List.copyOf(references);
    this.record = record;
  }

  /** One thing to be compared, before it is. */
  private record Question(String name, GatePolicy.Check check) {}

  /**
   * @param runs the finished ones
   * @param unfinished ids of cells that are not
   */
  public List<Judgement> judge(List<RunScores> runs, List<String> unfinished) {
    SortedMap<Score.Kind, SortedMap<Long, Double>> measured = measured(runs);
    Map<String, GatePolicy.Check> questions = questions(measured);
    List<Separation> separations = separations(measured);
    long sharing = questions.values().stream().filter(check -> check.alpha().isEmpty()).count();
    double share = policy.alpha() / Math.max(1, sharing);
    List<Judgement> judgements = new ArrayList<>();
    questions.forEach(
        (name, check) ->
            judgements.add(
                Judgement.of(
                    Gate.RETURNS,
                    name,
                    policy.reference(),
                    check.informational(),
                    answer(
                        new Question(name, check), measured, runs, check.alpha().orElse(share)))));
    separations.forEach(separation -> judgements.add(separation.judge(policy)));
    for (String cell : unfinished) {
      judgements.add(notCounted(cell, RunScores.UNFINISHED));
    }
    judgements.addAll(new PublishedComparison(policy, references, runs).judge(measured));
    return judgements;
  }

  /**
   * Of runs that are not as they were recorded.
   *
   * @param damaged what is wrong, by cell
   */
  public List<Judgement> judgeDamaged(SequencedMap<String, String> damaged) {
    return damaged.entrySet().stream()
        .map(entry -> notCounted(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Judgement notCounted(String cell, String why) {
    return new Judgement(
        Gate.RETURNS,
        cell,
        policy.reference(),
        true,
        new Verdict.Inconclusive(Optional.empty(), why));
  }

  private static SortedMap<Score.Kind, SortedMap<Long, Double>> measured(List<RunScores> runs) {
    SortedMap<Score.Kind, SortedMap<Long, Double>> measured = new TreeMap<>();
    runs.stream()
        .flatMap(run -> run.scores().stream())
        .forEach(
            score ->
                measured
                    .computeIfAbsent(score.kind(), kind -> new TreeMap<>())
                    .put(score.seed(), score.value()));
    return measured;
  }

  /** What the references have or the runs have, of what the policy names: by name, in order. */
  private Map<String, GatePolicy.Check> questions(
      Map<Score.Kind, SortedMap<Long, Double>> measured) {
    Map<String, GatePolicy.Check> questions = new LinkedHashMap<>();
    for (GatePolicy.Check check : policy.checks()) {
      for (Reference reference : own()) {
        ask(questions, check, reference.task(), reference.variant(), reference.metric());
      }
      for (Score.Kind kind : measured.keySet()) {
        ask(questions, check, kind.task(), kind.variant(), kind.metric());
      }
    }
    return questions;
  }

  private static void ask(
      Map<String, GatePolicy.Check> questions,
      GatePolicy.Check check,
      String task,
      String variant,
      String metric) {
    if (check.variants().contains(variant) && check.metrics().contains(metric)) {
      questions.putIfAbsent(String.join(" ", task, variant, metric), check);
    }
  }

  private List<Reference> own() {
    return references.stream()
        .filter(reference -> reference.family().equals(policy.reference()))
        .toList();
  }

  private Verdict answer(
      Question question,
      SortedMap<Score.Kind, SortedMap<Long, Double>> measured,
      List<RunScores> runs,
      double alpha) {
    List<Score.Kind> kinds =
        measured.keySet().stream().filter(k -> k.name().equals(question.name())).toList();
    Optional<Score.Kind> kind = // of several protocols the one that was blessed
        Stream.concat(kinds.stream().filter(k -> own().stream().anyMatch(k::isOf)), kinds.stream())
            .findFirst();
    if (kind.isEmpty()) {
      return new Verdict.Inconclusive(
          Optional.empty(), "no finished run has it; run the profile that was blessed");
    }
    List<Reference> named = own().stream().filter(kind.get()::names).toList();
    if (named.isEmpty()) {
      return new Verdict.MissingReference(
          "%s has no such number; bless a run that has".formatted(policy.reference()));
    }
    Optional<Reference> reference = named.stream().filter(kind.get()::isOf).findFirst();
    if (reference.isEmpty()) {
      return new Verdict.MissingReference(
          String.format(
              Locale.ROOT,
              "not the same measurement: here %s (%d environment steps), the reference: %s (%d)",
              kind.get().protocol(),
              kind.get().environmentSteps(),
              named.getFirst().protocol(),
              named.getFirst().environmentSteps()));
    }
    Optional<String> mixture = mixture(kind.get(), runs);
    if (mixture.isPresent()) {
      return new Verdict.Inconclusive(
          Optional.empty(),
          "runs that are no one sample: " + mixture.get() + "; run them alike in a new folder");
    }
    SortedMap<Long, Double> seeds = measured.getOrDefault(kind.get(), new TreeMap<>());
    Verdict verdict = compare(question.check(), seeds, reference.get(), alpha);
    return withSettings(verdict, settings(kind.get(), runs));
  }

  private Verdict compare(
      GatePolicy.Check check, SortedMap<Long, Double> seeds, Reference reference, double alpha) {
    double[] values = seeds.values().stream().mapToDouble(Double::doubleValue).toArray();
    if (!Arrays.stream(values).allMatch(Double::isFinite)) {
      return new Verdict.Regression(Optional.empty(), "not a finite number: " + seeds);
    }
    if (values.length < policy.leastSeeds() || reference.values().length < policy.leastSeeds()) {
      return new Verdict.Inconclusive(
          Optional.empty(),
          String.format(
              Locale.ROOT,
              "expected %d seeds or more on both sides, got %d against %d",
              policy.leastSeeds(),
              values.length,
              reference.values().length));
    }
    List<Long> shared =
        seeds.keySet().stream().filter(seed -> reference.seedValues().containsKey(seed)).toList();
    if (!shared.isEmpty()) {
      return new Verdict.Inconclusive(
          Optional.empty(),
          "expected seeds that were not blessed, got %s, which were: they are no second sample; run others"
              .formatted(shared.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
    if (distinct(values) == 1
        && distinct(reference.values()) == reference.values().length
        && !isAtTheBound(values[0], reference)) {
      return new Verdict.Regression(
          Optional.empty(),
          "every seed gave %s, and each of the reference another: is the seed ignored?"
              .formatted(Numbers.significant(values[0])));
    }
    PooledT t = PooledT.of(Sample.of(values), Sample.of(reference.values()));
    double scale = Math.abs(reference.value());
    double tolerated = check.tolerance() * scale;
    Evidence evidence = evidence(t, values, reference, alpha, tolerated);
    boolean differs = evidence.pValue() < alpha;
    if (differs && Math.abs(t.difference()) > tolerated) {
      return moved(check.better(), t.difference(), evidence);
    }
    if (evidence.detectable() > check.mustDetect() * scale) {
      return new Verdict.Inconclusive(
          Optional.of(evidence),
          "seeds spread too much: a change below %s, %s of the reference, could have been missed, and %s has to be seen; run more seeds"
              .formatted(
                  Numbers.significant(evidence.detectable()),
                  percent(evidence.detectable() / scale),
                  percent(check.mustDetect())));
    }
    return new Verdict.Pass(
        Optional.of(evidence),
        differs ? "differs by less than is tolerated" : "no difference was found");
  }

  /** Such as all that a task can return: there seeds are equal because they are as good. */
  private static boolean isAtTheBound(double value, Reference reference) {
    return value == Math.rint(value)
        && (Arrays.stream(reference.values()).allMatch(other -> other < value)
            || Arrays.stream(reference.values()).allMatch(other -> other > value));
  }

  private static long distinct(double[] values) {
    return Arrays.stream(values).distinct().count();
  }

  private static Verdict moved(GatePolicy.Better better, double difference, Evidence evidence) {
    boolean up = difference > 0;
    String direction = up ? "higher" : "lower";
    return switch (better) {
      case HIGHER -> moved(up, direction, evidence);
      case LOWER -> moved(!up, direction, evidence);
      case NEITHER ->
          new Verdict.Regression(
              Optional.of(evidence), direction + " than the reference, and should be like it");
    };
  }

  private static Verdict moved(boolean better, String direction, Evidence evidence) {
    return better
        ? new Verdict.Improvement(
            Optional.of(evidence),
            direction
                + " than the reference; if that is meant, bless it, with other seeds than the gate's")
        : new Verdict.Regression(Optional.of(evidence), direction + " than the reference");
  }

  private Evidence evidence(
      PooledT t, double[] values, Reference reference, double alpha, double tolerated) {
    return new Evidence(
        reference.unit(),
        reference.value(),
        Sample.of(values).mean(),
        reference.unit(),
        t.difference(),
        t.interval(1 - alpha),
        "Student's t, pooled, two-sided",
        t.spread() == 0 ? 0 : t.statistic(),
        t.pValue(Alternative.TWO_SIDED),
        alpha,
        reference.values().length,
        values.length,
        t.detectableDrop(tolerated, alpha / 2, policy.power()));
  }

  /** In what the runs of a task and variant differ, though they would stand in one mean. */
  private static Optional<String> mixture(Score.Kind kind, List<RunScores> runs) {
    RunRecord first = RunScores.first(runs, kind).record();
    return runs.stream()
        .map(RunScores::record)
        .filter(run -> run.task().equals(first.task()) && run.variant().equals(first.variant()))
        .flatMap(
            run ->
                Stream.concat(run.setOtherwise(first).stream(), otherCommit(run, first).stream())
                    .map(difference -> run.cell() + " beside " + first.cell() + ", " + difference))
        .findFirst();
  }

  private static Optional<String> otherCommit(RunRecord run, RunRecord first) {
    String here = run.provenance().getOrDefault("commit", "");
    String there = first.provenance().getOrDefault("commit", "");
    return here.equals(there)
        ? Optional.empty()
        : Optional.of("commit %s, not %s".formatted(here, there));
  }

  /** In what the runs were set otherwise than those that were blessed. */
  private String settings(Score.Kind kind, List<RunScores> runs) {
    RunRecord run = RunScores.first(runs, kind).record();
    return record
        .map(blessed -> blessed.settings(run.task(), run.variant()))
        .map(settings -> Blessing.difference(settings, run.settings()))
        .orElse("");
  }

  private static Verdict withSettings(Verdict verdict, String difference) {
    if (difference.isEmpty()) {
      return verdict;
    }
    String why = verdict.why() + "; set otherwise than the reference: " + difference;
    return switch (verdict) {
      case Verdict.Pass pass -> new Verdict.Pass(pass.evidence(), why);
      case Verdict.Regression regression -> new Verdict.Regression(regression.evidence(), why);
      case Verdict.Improvement improvement -> new Verdict.Improvement(improvement.evidence(), why);
      case Verdict.Inconclusive unclear -> new Verdict.Inconclusive(unclear.evidence(), why);
      case Verdict.MissingReference _ -> new Verdict.MissingReference(why);
    };
  }

  /** For each task on which both variants were run. */
  private List<Separation> separations(SortedMap<Score.Kind, SortedMap<Long, Double>> measured) {
    List<Separation> separations = new ArrayList<>();
    for (GatePolicy.Above above : policy.above()) {
      measured.forEach(
          (kind, seeds) -> {
            if (kind.variant().equals(above.variant()) && Separation.concerns(kind)) {
              separations.add(
                  new Separation(
                      above, kind.task(), seeds, Separation.floor(above, kind, measured)));
            }
          });
    }
    return separations;
  }

  private static String percent(double share) {
    return Numbers.significant(100 * share) + " %";
  }
}
