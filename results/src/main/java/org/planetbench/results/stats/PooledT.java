package org.planetbench.results.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Student's t for the difference of two means, with one spread pooled from both sides. It takes the
 * sides to spread alike: with a handful of seeds, two spreads can't be told apart.
 *
 * <p>Where no seed differs from another, the standard error is 0 and any difference is significant:
 * judge {@link #spread} first.
 *
 * @param difference mean of x minus mean of y
 * @param spread pooled standard deviation of one seed
 */
public record PooledT(double difference, double spread, int countX, int countY) {
  public PooledT {
    requireCounts(countX, countY);
    if (!Double.isFinite(difference) || !Double.isFinite(spread) || spread < 0) {
      throw new IllegalArgumentException(
          "expected a finite difference and a spread from 0 up, got "
              + difference
              + " and "
              + spread);
    }
  }

  public static PooledT of(Sample x, Sample y) {
    requireCounts(x.count(), y.count());
    double squares =
        (x.count() - 1) * x.deviation() * x.deviation()
            + (y.count() - 1) * y.deviation() * y.deviation();
    double spread = Math.sqrt(squares / (x.count() + y.count() - 2));
    return new PooledT(x.mean() - y.mean(), spread, x.count(), y.count());
  }

  public int degreesOfFreedom() {
    return countX + countY - 2;
  }

  public double standardError() {
    return spread * errorPerSpread(countX, countY);
  }

  /** Of the test of no difference. */
  public double statistic() {
    return statistic(0);
  }

  /** Of the test of no difference. */
  public double pValue(Alternative alternative) {
    return pValue(0, alternative);
  }

  /**
   * Of the test that the true difference is {@code hypothesis}, against its being less, greater or
   * either.
   */
  public double pValue(double hypothesis, Alternative alternative) {
    TDistribution t = distribution();
    double statistic = statistic(hypothesis);
    return switch (alternative) {
      case LESS -> t.cumulativeProbability(statistic);
      case GREATER -> t.survivalProbability(statistic);
      case TWO_SIDED -> 2 * t.survivalProbability(Math.abs(statistic));
    };
  }

  /** Of the difference. */
  public Interval interval(double confidence) {
    Interval.requireConfidence(confidence);
    double half = distribution().inverseSurvivalProbability((1 - confidence) / 2) * standardError();
    return new Interval(difference - half, difference + half, confidence);
  }

  /**
   * The p value of two one-sided tests: small if the means are equivalent, that is if their
   * difference is both above {@code -margin} and below {@code margin} (Schuirmann 1987). A large p
   * value doesn't show that they differ.
   */
  public double pValueOfEquivalence(double margin) {
    if (!(margin > 0)) {
      throw new IllegalArgumentException("margin: expected a number above 0, got " + margin);
    }
    return Math.max(pValue(-margin, Alternative.GREATER), pValue(margin, Alternative.LESS));
  }

  /** The smallest drop that the one-sided test would have detected with this spread. */
  public double detectableDrop(double alpha, double power) {
    return Power.detectableDrop(spread, countX, countY, alpha, power);
  }

  private double statistic(double hypothesis) {
    double distance = difference - hypothesis;
    double error = standardError();
    return distance == 0 ? 0 : distance / error;
  }

  private TDistribution distribution() {
    return TDistribution.of(degreesOfFreedom());
  }

  /** The standard error of a difference of means, in spreads of one seed. */
  static double errorPerSpread(int countX, int countY) {
    return Math.sqrt(1.0 / countX + 1.0 / countY);
  }

  static void requireCounts(int countX, int countY) {
    if (countX < 1 || countY < 1 || countX + countY < 3) {
      throw new IllegalArgumentException(
          "expected 3 or more seeds together and one or more a side, got "
              + countX
              + " and "
              + countY);
    }
  }
}
