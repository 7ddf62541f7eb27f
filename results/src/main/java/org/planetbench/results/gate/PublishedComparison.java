package org.planetbench.results.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.planetbench.results.reference.Blessing;
import org.planetbench.results.reference.Reference;
import org.planetbench.results.reference.RunScores;
import org.planetbench.results.reference.Score;
import org.planetbench.results.stats.Alternative;
import org.planetbench.results.stats.PooledT;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;

/**
 * Whether returns are equivalent to published ones, by two one-sided tests. For information: a
 * published mean without a spread is taken for a single seed's of our spread, which is cautious,
 * and other protocols than ours stand behind it. A run is compared with numbers that took no more
 * training than it had; where it is set otherwise than they were, a smaller search say, being off
 * them says nothing.
 */
record PublishedComparison(
    GatePolicy.Returns policy, List<Reference> references, List<RunScores> runs) {
  /** The usual level: nothing is decided by it. */
  private static final double ALPHA = 0.05;

  List<Judgement> judge(SortedMap<Score.Kind, SortedMap<Long, Double>> measured) {
    List<Judgement> judgements = new ArrayList<>();
    measured.forEach(
        (kind, seeds) -> {
          for (Reference reference : references) {
            if (concerns(kind, reference) && seeds.size() >= policy.leastSeeds()) {
              judgements.add(
                  new Judgement(
                      Gate.RETURNS,
                      kind.name(),
                      reference.family(),
                      false,
                      verdict(
                          seeds.values().stream().mapToDouble(Double::doubleValue).toArray(),
                          reference,
                          setOtherwise(kind))));
            }
          }
        });
    return judgements;
  }

  /** The largest budget of each family that the runs reach. */
  private boolean concerns(Score.Kind kind, Reference reference) {
    return !reference.family().startsWith(Blessing.PREFIX)
        && kind.names(reference)
        && reference.environmentSteps() <= kind.environmentSteps()
        && references.stream()
            .filter(other -> other.family().equals(reference.family()) && kind.names(other))
            .noneMatch(
                other ->
                    other.environmentSteps() > reference.environmentSteps()
                        && other.environmentSteps() <= kind.environmentSteps());
  }

  /** In what the runs are set otherwise than the published ones were. */
  private String setOtherwise(Score.Kind kind) {
    Map<String, String> settings = new HashMap<>(RunScores.first(runs, kind).record().settings());
    settings.keySet().retainAll(policy.publishedSettings().keySet());
    return Blessing.difference(policy.publishedSettings(), settings);
  }

  private Verdict verdict(double[] values, Reference reference, String setOtherwise) {
    if (!Arrays.stream(values).allMatch(Double::isFinite)) {
      return new Verdict.Inconclusive(Optional.empty(), "not finite numbers");
    }
    if (reference.value() == 0) {
      return new Verdict.Inconclusive(
          Optional.empty(), "published is 0, of which no share makes a margin");
    }
    boolean spread = reference.seeds().isPresent() && reference.spread().isPresent();
    Sample published =
        spread
            ? new Sample(
                reference.seeds().getAsInt(),
                reference.value(),
                reference.seeds().getAsInt() == 1 ? 0 : reference.spread().getAsDouble())
            : new Sample(1, reference.value(), 0);
    PooledT t = PooledT.of(Sample.of(values), published);
    double margin = policy.publishedMargin() * Math.abs(reference.value());
    double pValue = t.pValueOfEquivalence(margin);
    Evidence evidence =
        new Evidence(
            reference.unit(),
            reference.value(),
            Sample.of(values).mean(),
            reference.unit(),
            t.difference(),
            t.interval(1 - 2 * ALPHA),
            "two one-sided t tests of equivalence",
            t.spread() == 0 ? 0 : t.statistic(),
            pValue,
            ALPHA,
            published.count(),
            values.length,
            t.detectableDrop(ALPHA, policy.power()));
    String within = "within %s of it".formatted(Numbers.significant(margin));
    String although =
        setOtherwise.isEmpty() ? "" : "; set otherwise than the published: " + setOtherwise;
    if (pValue < ALPHA) {
      return new Verdict.Pass(Optional.of(evidence), "equivalent: " + within + although);
    }
    if (!setOtherwise.isEmpty()) {
      return new Verdict.Inconclusive(Optional.of(evidence), "not " + within + although);
    }
    if (t.pValue(-margin, Alternative.LESS) < ALPHA) {
      return new Verdict.Regression(Optional.of(evidence), "below: not " + within);
    }
    return t.pValue(margin, Alternative.GREATER) < ALPHA
        ? new Verdict.Improvement(Optional.of(evidence), "above: not " + within)
        : new Verdict.Inconclusive(Optional.of(evidence), "not shown to be " + within);
  }
}
