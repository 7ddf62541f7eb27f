package org.planetbench.results.gate;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.planetbench.results.reference.Score;
import org.planetbench.results.run.Metric;
import org.planetbench.results.stats.Alternative;
import org.planetbench.results.stats.PooledT;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;

/** Whether a variant's returns on a task are above those of another that was run beside it. */
record Separation(
    GatePolicy.Above above,
    String task,
    SortedMap<Long, Double> upper,
    SortedMap<Long, Double> lower) {

  static boolean concerns(Score.Kind kind) {
    return kind.metric().equals(Metric.EPISODE_RETURN.id());
  }

  /** The returns of the variant that {@code kind} has to be above, on its task. */
  static SortedMap<Long, Double> floor(
      GatePolicy.Above above, Score.Kind kind, Map<Score.Kind, SortedMap<Long, Double>> measured) {
    return measured.entrySet().stream()
        .filter(entry -> concerns(entry.getKey()))
        .filter(entry -> entry.getKey().task().equals(kind.task()))
        .filter(entry -> entry.getKey().variant().equals(above.over()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(TreeMap::new);
  }

  Judgement judge(GatePolicy.Returns policy) {
    return new Judgement(
        Gate.RETURNS,
        task + " " + above.variant() + " above " + above.over(),
        above.over() + ", the same runs",
        true,
        verdict(policy));
  }

  private Verdict verdict(GatePolicy.Returns policy) {
    if (upper.size() < policy.leastSeeds() || lower.size() < policy.leastSeeds()) {
      return new Verdict.Inconclusive(
          Optional.empty(),
          String.format(
              Locale.ROOT,
              "expected %d seeds or more on both sides, got %d against %d",
              policy.leastSeeds(),
              upper.size(),
              lower.size()));
    }
    if (!Stream.of(upper, lower)
        .flatMap(side -> side.values().stream())
        .allMatch(Double::isFinite)) {
      return new Verdict.Regression(
          Optional.empty(), "not a finite number: %s against %s".formatted(upper, lower));
    }
    double alpha = above.alpha();
    Sample x = sample(upper);
    Sample y = sample(lower);
    PooledT t = PooledT.of(x, y);
    double pValue = t.pValue(Alternative.GREATER);
    Evidence evidence =
        new Evidence(
            "sum of rewards",
            y.mean(),
            x.mean(),
            "sum of rewards",
            t.difference(),
            t.interval(1 - 2 * alpha),
            "Student's t, pooled, greater",
            t.spread() == 0 ? 0 : t.statistic(),
            pValue,
            alpha,
            y.count(),
            x.count(),
            t.detectableDrop(Math.max(0, (above.by() - 1) * y.mean()), alpha, policy.power()));
    boolean apart = pValue < alpha && x.mean() >= above.by() * y.mean();
    return apart
        ? new Verdict.Pass(Optional.of(evidence), "stands apart")
        : new Verdict.Regression(
            Optional.of(evidence),
            "does not stand apart: expected %s times the return of %s, beyond chance"
                .formatted(Numbers.significant(above.by()), above.over()));
  }

  private static Sample sample(SortedMap<Long, Double> values) {
    return Sample.of(values.values().stream().mapToDouble(Double::doubleValue).toArray());
  }
}
