package org.planetbench.results.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.planetbench.results.Statistic;
import org.planetbench.results.stats.Alternative;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.MannWhitney;
import org.planetbench.results.stats.PooledT;
import org.planetbench.results.stats.Sample;

/**
 * Holds the time of a decision against that of the base commit, measured in turn on one machine. A
 * process is a sample, and its decisions are not. The test is Mann and Whitney's, because a busy
 * machine makes some processes very slow; the ratio of the sides is Hodges and Lehmann's.
 */
public final class LatencyGate {
  private static final String BASE = "base";

  private final GatePolicy.Latency policy;

  public LatencyGate(GatePolicy.Latency policy) {
    this.policy = policy;
  }

  public List<Judgement> judge(List<PlanTime> times) {
    Set<String> setups = new TreeSet<>();
    times.forEach(time -> setups.add(time.setup()));
    double alpha = policy.alpha() / Math.max(1, 2 * setups.size());
    List<Judgement> judgements = new ArrayList<>();
    for (String setup : setups) {
      List<PlanTime> of = times.stream().filter(time -> time.setup().equals(setup)).toList();
      judgements.add(judge("plan p50, " + setup, of, PlanTime::p50Ratio, alpha));
      judgements.add(judge("plan p95, " + setup, of, PlanTime::p95Ratio, alpha));
    }
    return judgements;
  }

  private Judgement judge(
      String subject, List<PlanTime> times, ToDoubleFunction<PlanTime> ratio, double alpha) {
    double[] head = side(times, PlanTime.Side.HEAD, ratio);
    double[] base = side(times, PlanTime.Side.BASE, ratio);
    return new Judgement(Gate.LATENCY, subject, BASE, true, verdict(head, base, alpha));
  }

  private static double[] side(
      List<PlanTime> times, PlanTime.Side side, ToDoubleFunction<PlanTime> ratio) {
    return times.stream().filter(time -> time.side() == side).mapToDouble(ratio).toArray();
  }

  private Verdict verdict(double[] head, double[] base, double alpha) {
    if (base.length == 0) {
      return new Verdict.MissingReference(
          "nothing was measured of the base commit; `ci/gate.sh --base REF` measures both");
    }
    if (head.length < policy.leastRounds() || base.length < policy.leastRounds()) {
      return new Verdict.Inconclusive(
          Optional.empty(),
          "expected %d rounds or more, got %d against %d"
              .formatted(policy.leastRounds(), head.length, base.length));
    }
    Evidence evidence = evidence(head, base, alpha);
    double slower = 1 + evidence.estimate() / 100;
    if (evidence.pValue() < alpha && slower > policy.slower()) {
      return new Verdict.Regression(Optional.of(evidence), "slower than the base commit");
    }
    if (1 + evidence.detectable() / 100 > policy.mustDetect()) {
      return new Verdict.Inconclusive(
          Optional.of(evidence),
          "times spread too much: less than %s %% slower would not have been seen; measure more"
                  .formatted(Figures.rounded(evidence.detectable()))
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

  private Evidence evidence(double[] head, double[] base, double alpha) {
    MannWhitney test = MannWhitney.test(head, base, Alternative.GREATER);
    double[] ratios = ratios(head, base);
    PooledT logarithms = PooledT.of(Sample.of(logarithms(head)), Sample.of(logarithms(base)));
    return new Evidence(
        "times the calibration",
        Statistic.P50.of(base),
        Statistic.P50.of(head),
        "%",
        percent(middle(ratios)),
        interval(head, base, ratios, alpha),
        "Mann-Whitney U, exact, greater",
        test.u(),
        test.pValue(),
        alpha,
        base.length,
        head.length,
        percent(Math.exp(logarithms.detectableDrop(alpha, policy.power()))));
  }

  /** Of each process of the head to each of the base, sorted. */
  private static double[] ratios(double[] head, double[] base) {
    return Arrays.stream(head).flatMap(h -> Arrays.stream(base).map(b -> h / b)).sorted().toArray();
  }

  private static double middle(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The ratios by which the base may be multiplied without the test telling the sides apart. */
  private static Interval interval(double[] head, double[] base, double[] ratios, double alpha) {
    double[] kept =
        Arrays.stream(ratios)
            .filter(
                ratio -> {
                  double[] scaled = Arrays.stream(base).map(b -> b * ratio).toArray();
                  return MannWhitney.test(head, scaled, Alternative.TWO_SIDED).pValue() >= alpha;
                })
            .toArray();
    double low = kept.length == 0 ? ratios[0] : kept[0];
    double high = kept.length == 0 ? ratios[ratios.length - 1] : kept[kept.length - 1];
    return new Interval(percent(low), percent(high), 1 - alpha);
  }

  private static double[] logarithms(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  private static double percent(double ratio) {
    return 100 * (ratio - 1);
  }
}
