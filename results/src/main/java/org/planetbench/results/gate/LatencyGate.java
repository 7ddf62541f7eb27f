package org.planetbench.results.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.planetbench.results.reference.Reference;
import org.planetbench.results.reference.Score;
import org.planetbench.results.run.Statistic;
import org.planetbench.results.stats.Alternative;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.MannWhitney;
import org.planetbench.results.stats.PooledT;
import org.planetbench.results.stats.Quantiles;
import org.planetbench.results.stats.RankPower;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;

/**
 * Holds the time of a decision against that of the base commit, measured in turn on one machine,
 * and against what was blessed on such a machine, which is for information where there is a base:
 * the machine may be busier today than it was then, and the base is as slow. A process is a sample,
 * and its decisions are not. The test is Mann and Whitney's, because a busy machine makes some
 * processes very slow; the ratio of the sides is Hodges and Lehmann's.
 */
public final class LatencyGate {
  private static final String BASE = "base";

  private final GatePolicy.Latency policy;
  private final List<Reference> references;

  /**
   * @param references all that there are
   */
  public LatencyGate(GatePolicy.Latency policy, List<Reference> references) {
    this.policy = policy;
    this.references =
        references.stream()
            .filter(reference -> reference.family().equals(policy.reference()))
            .toList();
  }

  /** Times of this commit, and those that they are held against. */
  private record Question(
      String subject,
      String against,
      boolean blocking,
      double[] head,
      double[] base,
      double slower) {}

  /** Which of {@link PlanTime#scores}, and how far it may drift from the reference. */
  private record Percentile(String name, int score, double drift) {}

  public List<Judgement> judge(List<PlanTime> times) {
    Set<String> setups = new TreeSet<>();
    times.forEach(time -> setups.add(time.setup()));
    List<Question> questions = new ArrayList<>();
    List<Judgement> judgements = new ArrayList<>();
    for (String setup : setups) {
      List<PlanTime> of = times.stream().filter(time -> time.setup().equals(setup)).toList();
      List<String> cpus = of.stream().map(PlanTime::cpu).distinct().sorted().toList();
      if (cpus.size() > 1) {
        judgements.add(ofSeveral(cpus, setup));
        continue;
      }
      ask(questions, setup, of, new Percentile("p50", 0, policy.drift()));
      ask(questions, setup, of, new Percentile("p95", 1, policy.driftP95()));
    }
    long blocking = questions.stream().filter(Question::blocking).count();
    double alpha = policy.alpha() / Math.max(1, blocking);
    for (Question question : questions) {
      judgements.add(
          new Judgement(
              Gate.LATENCY,
              question.subject,
              question.against,
              question.blocking,
              verdict(question, alpha)));
    }
    return judgements;
  }

  /** As where a folder is gone on with on another node. */
  private static Judgement ofSeveral(List<String> cpus, String setup) {
    return new Judgement(
        Gate.LATENCY,
        "plan, " + setup,
        BASE,
        true,
        new Verdict.Inconclusive(
            Optional.empty(),
            "measured on several CPUs (%s), none of which says anything of another; measure all anew on one machine"
                .formatted(String.join("; ", cpus))));
  }

  /**
   * The base commit is asked about if it was measured, and what was blessed if it was on such a
   * machine; if it is neither, that is a reference missing.
   */
  private void ask(
      List<Question> questions, String setup, List<PlanTime> times, Percentile percentile) {
    String subject = "plan " + percentile.name + ", " + setup;
    double[] head = side(times, Side.HEAD, percentile.score);
    double[] base = side(times, Side.BASE, percentile.score);
    Optional<Reference> blessed =
        times.stream()
            .filter(time -> time.side() == Side.HEAD)
            .findFirst()
            .flatMap(time -> blessed(time.scores().get(percentile.score).kind()));
    if (base.length > 0 || blessed.isEmpty()) {
      questions.add(
          new Question(
              subject, BASE, true, besideBase(times, percentile.score), base, policy.slower()));
    }
    blessed.ifPresent(
        reference ->
            questions.add(
                new Question(
                    subject,
                    policy.reference(),
                    base.length == 0,
                    head,
                    reference.values(),
                    percentile.drift)));
  }

  private Optional<Reference> blessed(Score.Kind kind) {
    return references.stream().filter(kind::isOf).findFirst();
  }

  private static double[] side(List<PlanTime> times, Side side, int score) {
    return times.stream()
        .filter(time -> time.side() == side)
        .mapToDouble(time -> time.scores().get(score).value())
        .toArray();
  }

  /**
   * Of this commit, as multiples of the time that the base's multiply-adds take: a decision that
   * takes longer because it computes more is slower, too.
   */
  private static double[] besideBase(List<PlanTime> times, int score) {
    double gmac =
        times.stream()
            .filter(time -> time.side() == Side.BASE)
            .mapToDouble(PlanTime::gmac)
            .findFirst()
            .orElse(Double.NaN);
    return times.stream()
        .filter(time -> time.side() == Side.HEAD)
        .mapToDouble(time -> time.scores().get(score).value() * time.gmac() / gmac)
        .toArray();
  }

  private Verdict verdict(Question question, double alpha) {
    double[] head = question.head;
    double[] base = question.base;
    if (base.length == 0) {
      return new Verdict.MissingReference(
          "nothing was measured of the base commit (`ci/gate.sh --base REF` measures both), and "
              + policy.reference()
              + " has no such decisions on such a CPU");
    }
    if (head.length < policy.leastRounds() || base.length < policy.leastRounds()) {
      return new Verdict.Inconclusive(
          Optional.empty(),
          String.format(
              Locale.ROOT,
              "expected %d rounds or more, got %d against %d",
              policy.leastRounds(),
              head.length,
              base.length));
    }
    if (MannWhitney.leastPValue(head.length, base.length) >= alpha) {
      return new Verdict.Inconclusive(
          Optional.empty(),
          String.format(
              Locale.ROOT,
              "%d rounds against %d cannot differ at level %s, however they are; measure more",
              head.length,
              base.length,
              Numbers.significant(alpha)));
    }
    Evidence evidence = evidence(question, alpha);
    double slower = 1 + evidence.estimate() / 100;
    if (evidence.pValue() < alpha && slower > question.slower) {
      return new Verdict.Regression(Optional.of(evidence), "slower than " + question.against);
    }
    if (1 + evidence.detectable() / 100 > policy.mustDetect() * question.slower) {
      return new Verdict.Inconclusive(
          Optional.of(evidence),
          "times spread too much: less than %s %% slower would not have been seen; measure more"
                  .formatted(Numbers.significant(evidence.detectable()))
              + " rounds, or on a quieter machine");
    }
    return new Verdict.Pass(
        Optional.of(evidence),
        evidence.pValue() < alpha
            ? "slower by less than is tolerated"
            : MannWhitney.test(head, base, Alternative.LESS).pValue() < alpha
                ? "faster"
                : "no difference was found");
  }

  /**
   * A slowdown is believed after a second measurement alone ({@code ci/gate.sh}), so that each has
   * to see it with the root of the power.
   */
  private Evidence evidence(Question question, double alpha) {
    double[] head = question.head;
    double[] base = question.base;
    MannWhitney test = MannWhitney.test(head, base, Alternative.GREATER);
    double[] ratios = ratios(head, base);
    PooledT logarithms = PooledT.of(Sample.of(logarithms(head)), Sample.of(logarithms(base)));
    double detectable =
        RankPower.detectableShift(
            head.length,
            base.length,
            logarithms.spread(),
            Math.log(question.slower),
            alpha,
            Math.sqrt(policy.power()));
    return new Evidence(
        PlanTime.UNIT,
        Statistic.P50.of(base),
        Statistic.P50.of(head),
        "%",
        percent(Quantiles.median(ratios)),
        interval(head, base, ratios, alpha),
        "Mann-Whitney U, exact, greater",
        test.u(),
        test.pValue(),
        alpha,
        base.length,
        head.length,
        percent(Math.exp(detectable)));
  }

  /** Of each process of the head to each of the base, sorted. */
  private static double[] ratios(double[] head, double[] base) {
    return Arrays.stream(head).flatMap(h -> Arrays.stream(base).map(b -> h / b)).sorted().toArray();
  }

  /**
   * The ratios by which the base may be multiplied without a one-sided test telling the sides apart
   * in either direction.
   */
  private static Interval interval(double[] head, double[] base, double[] ratios, double alpha) {
    double[] kept =
        Arrays.stream(ratios)
            .filter(
                ratio -> {
                  double[] scaled = Arrays.stream(base).map(b -> b * ratio).toArray();
                  return MannWhitney.test(head, scaled, Alternative.TWO_SIDED).pValue()
                      >= 2 * alpha;
                })
            .toArray();
    double low = kept.length == 0 ? ratios[0] : kept[0];
    double high = kept.length == 0 ? ratios[ratios.length - 1] : kept[kept.length - 1];
    return new Interval(percent(low), percent(high), 1 - 2 * alpha);
  }

  private static double[] logarithms(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  private static double percent(double ratio) {
    return 100 * (ratio - 1);
  }
}
