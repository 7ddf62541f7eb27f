package org.planetbench.results.stats;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What the differences within pairs say, such as those of two variants on the same seeds: what both
 * sides of a pair share, like the start states, is no noise between them.
 */
public final class PairedDifferences {
  /** Up to so many pairs, the p value is exact. */
  public static final int EXACT_UP_TO = 20;

  /** Sums this close, as a share of the sum of all sizes, are ties that rounding pulled apart. */
  private static final double ROUNDING = 1e-12;

  /** How a p value was found. */
  public enum Method {
    /** By all ways to swap the sides of the pairs. */
    EXACT,
    /** By Student's distribution. */
    STUDENT_T
  }

  private final double[] differences;

  private PairedDifferences(double[] differences) {
    this.differences = differences;
  }

  /**
   * @param differences one a pair, always the same side minus the other
   */
  public static PairedDifferences of(double... differences) {
    if (differences.length == 0 || !Arrays.stream(differences).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "expected finite differences, one or more, got " + Arrays.toString(differences));
    }
    return new PairedDifferences(differences.clone());
  }

  public int pairs() {
    return differences.length;
  }

  public double mean() {
    return Sample.of(differences).mean();
  }

  /** Whether no pair differs at all. */
  public boolean areAllZero() {
    return Arrays.stream(differences).allMatch(difference -> difference == 0);
  }

  /** How many pairs are above zero; a tie is not. */
  public long above() {
    return Arrays.stream(differences).filter(difference -> difference > 0).count();
  }

  /**
   * Of the mean, by Student's distribution: {@code mean +- t s / sqrt(n)}; empty for fewer pairs
   * than {@link Interval#LEAST_SEEDS}.
   */
  public Optional<Interval> interval(double confidence) {
    return Sample.of(differences).interval(confidence);
  }

  public Method method() {
    return pairs() <= EXACT_UP_TO ? Method.EXACT : Method.STUDENT_T;
  }

  /**
   * Two-sided, of the test that the sides of a pair could as well be swapped: the share of all
   * swaps that bring the mean as far from zero as it is. It is never below {@link #leastPValue}.
   */
  public double pValue() {
    return switch (method()) {
      case EXACT -> exact();
      case STUDENT_T -> student(Sample.of(differences));
    };
  }

  /** What the exact test can say at best with so many pairs: {@code 2 / 2^n}. */
  public static double leastPValue(int pairs) {
    return Math.min(1, 2 * Math.pow(2, -pairs));
  }

  private double exact() {
    double sizes = Arrays.stream(differences).map(Math::abs).sum();
    double bound = Math.abs(Arrays.stream(differences).sum()) - ROUNDING * sizes;
    int ways = 1 << differences.length;
    int asFar = 0;
    for (int swapped = 0; swapped < ways; swapped++) {
      double sum = 0;
      for (int i = 0; i < differences.length; i++) {
        sum += (swapped >> i & 1) == 0 ? differences[i] : -differences[i];
      }
      asFar += Math.abs(sum) >= bound ? 1 : 0;
    }
    return (double) asFar / ways;
  }

  private double student(Sample sample) {
    double distance = Math.abs(sample.mean());
    return distance == 0 ? 1 : 2 * student().survivalProbability(distance / standardError(sample));
  }

  private TDistribution student() {
    return TDistribution.of(differences.length - 1.0);
  }

  private static double standardError(Sample sample) {
    return sample.deviation() / Math.sqrt(sample.count());
  }
}
