package org.planetbench.results.claims;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.planetbench.results.stats.Alternative;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.MeanDifference;
import org.planetbench.results.stats.Sample;

/**
 * What seeds of ours say of a published return: whether it is reproduced, by two one-sided t tests
 * (Schuirmann 1987), or differs, by the two-sided one.
 *
 * <p>Where the source gives no spread or no number of seeds, its mean is taken as exact: then only
 * our seeds' spread counts, and {@link #isPublishedMeanExact} says so.
 *
 * @param test our mean minus the published one; empty with fewer than two seeds of ours
 * @param margin the difference below which two returns count as the same
 */
public record Reproduction(
    Sample ours, Claim.Published published, Optional<MeanDifference> test, double margin) {

  /** Of each decision, whichever it is. */
  public static final double LEVEL = 0.05;

  private static final double POWER = 0.8;

  /**
   * A tenth of the highest return of an episode, 1,000. Chosen before the runs that it judges:
   * below it, a change of task, seed or hardware is hard to tell from a change of method.
   */
  public static final double MARGIN = 100;

  /** What is found. */
  public enum Verdict {
    REPRODUCED,
    HIGHER,
    LOWER,
    INCONCLUSIVE;

    /** For tables. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Holds seeds against a published number. */
  public static Reproduction of(Sample ours, Claim.Published published, double margin) {
    Optional<MeanDifference> test =
        ours.count() < 2
            ? Optional.empty()
            : Optional.of(
                published
                    .sample()
                    .map(sample -> MeanDifference.of(ours, sample))
                    .orElseGet(() -> MeanDifference.fromExact(ours, published.value())));
    return new Reproduction(ours, published, test, margin);
  }

  public boolean isPublishedMeanExact() {
    return published.sample().isEmpty();
  }

  /** Of the difference; empty with fewer than two seeds. */
  public Optional<Interval> interval(double confidence) {
    return test.map(t -> t.interval(confidence));
  }

  /**
   * The difference that so many seeds of this spread would probably have shown: with probability
   * 0.8; empty unless the verdict is inconclusive, since beside another it says nothing.
   */
  public OptionalDouble detectable() {
    return verdict().equals(Optional.of(Verdict.INCONCLUSIVE))
        ? OptionalDouble.of(test.orElseThrow().detectable(LEVEL, POWER))
        : OptionalDouble.empty();
  }

  /**
   * Equivalence counts for more than a difference: what is shown to be within the margin is. Empty
   * with fewer than two seeds.
   */
  public Optional<Verdict> verdict() {
    return test.map(this::verdict);
  }

  private Verdict verdict(MeanDifference t) {
    if (t.pValueOfEquivalence(margin) < LEVEL) {
      return Verdict.REPRODUCED;
    }
    if (t.pValue(0, Alternative.TWO_SIDED) < LEVEL) {
      return t.difference() > 0 ? Verdict.HIGHER : Verdict.LOWER;
    }
    return Verdict.INCONCLUSIVE;
  }
}
