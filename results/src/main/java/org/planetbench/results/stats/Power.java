package org.planetbench.results.stats;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** What t tests can see, exactly, from the noncentral t distribution. */
public final class Power {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private Power() {}

  /**
   * The probability that the one-sided pooled test at level {@code alpha} detects a true drop.
   *
   * @param drop of the mean, in the unit of {@code spread}
   * @param spread standard deviation of one seed, on both sides
   */
  public static double ofDrop(double drop, double spread, int countX, int countY, double alpha) {
    PooledT.requireCounts(countX, countY);
    requireShare("alpha", alpha);
    int freedom = countX + countY - 2;
    double critical = TDistribution.of(freedom).inverseSurvivalProbability(alpha);
    if (!(drop >= 0) || !(spread >= 0) || !Double.isFinite(drop + spread)) {
      throw new IllegalArgumentException(
          "expected a finite drop and spread from 0 up, got " + drop + " and " + spread);
    }
    if (spread == 0) {
      return drop == 0 ? alpha : 1;
    }
    double error = spread * PooledT.errorPerSpread(countX, countY);
    return noncentralTail(critical, freedom, drop / error);
  }

  /** The smallest drop that {@link #ofDrop} detects with probability {@code power}. */
  public static double detectableDrop(
      double spread, int countX, int countY, double alpha, double power) {
    return spread * least(drop -> ofDrop(drop, 1, countX, countY, alpha), alpha, power);
  }

  /**
   * The probability that the two-sided test at level {@code alpha} finds a true difference on the
   * side of 0 on which it is.
   *
   * @param difference from 0 up, in the unit of {@code error}
   * @param error standard error of what is measured, more than 0
   * @param freedom of the estimate of that error, whole or not
   */
  public static double ofDifference(double difference, double error, double freedom, double alpha) {
    requireShare("alpha", alpha);
    if (!(difference >= 0) || !(error > 0) || !Double.isFinite(difference + error)) {
      throw new IllegalArgumentException(
          "expected a finite difference from 0 up and an error above 0, got "
              + (difference + " and " + error));
    }
    double critical = TDistribution.of(freedom).inverseSurvivalProbability(alpha / 2);
    return noncentralTail(critical, freedom, difference / error);
  }

  /** The smallest difference that {@link #ofDifference} finds with probability {@code power}. */
  static double detectableDifference(double error, double freedom, double alpha, double power) {
    return error * least(difference -> ofDifference(difference, 1, freedom, alpha), alpha, power);
  }

  /** The smallest effect that is seen with probability {@code power}. */
  private static double least(DoubleUnaryOperator powerOf, double alpha, double power) {
    requireShare("power", power);
    if (!(alpha < power)) {
      throw new IllegalArgumentException(
          "power: expected more than alpha, " + alpha + ", got " + power);
    }
    double low = 0;
    double high = 1;
    while (powerOf.applyAsDouble(high) < power) {
      low = high;
      high *= 2;
    }
    for (double middle = (low + high) / 2; low < middle && middle < high; ) {
      if (powerOf.applyAsDouble(middle) < power) {
        low = middle;
      } else {
        high = middle;
      }
      middle = (low + high) / 2;
    }
    return high;
  }

  /**
   * The probability that (Z + noncentrality) / W exceeds {@code t}, for a standard normal Z and W
   * the square root of a chi-squared variable of {@code freedom} over {@code freedom}: the integral
   * over x = ln W of P(Z > t e^x - noncentrality) times the density of x.
   *
   * <p>The integrand is smooth and falls to nothing on both sides, where the trapezoidal rule
   * converges exponentially. Its features are as narrow as 1 / sqrt(2 freedom), the density, and 1
   * / noncentrality, the normal's slope; a sixth of that is fine enough for more than ten digits.
   */
  private static double noncentralTail(double t, double freedom, double noncentrality) {
    ChiSquaredDistribution chiSquared = ChiSquaredDistribution.of(freedom);
    double from = Math.log(chiSquared.inverseCumulativeProbability(1e-16) / freedom) / 2;
    double to = Math.log(chiSquared.inverseSurvivalProbability(1e-16) / freedom) / 2;
    double narrow = Math.max(1, Math.max(Math.abs(noncentrality), Math.sqrt(2.0 * freedom)));
    int steps = (int) Math.ceil((to - from) * 6 * narrow);
    double step = (to - from) / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double w = Math.exp(from + i * step);
      double square = freedom * w * w;
      double density = chiSquared.density(square) * 2 * square; // of x
      sum += density * NORMAL.survivalProbability(t * w - noncentrality);
    }
    return sum * step;
  }

  private static void requireShare(String name, double share) {
    if (!(0 < share && share < 1)) {
      throw new IllegalArgumentException(name + ": expected a share between 0 and 1, got " + share);
    }
  }
}
