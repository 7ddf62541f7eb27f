package org.planetbench.results.stats;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** What t tests can see, exactly, from the noncentral t distribution. */
public final class Power {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Of Gauss and Legendre's rule of five points, over -1 to 1. */
  private static final double[] NODES = {
    -0.9061798459386640, -0.5384693101056831, 0, 0.5384693101056831, 0.9061798459386640
  };

  private static final double[] WEIGHTS = {
    0.2369268850561891, 0.4786286704993665, 128 / 225.0, 0.4786286704993665, 0.2369268850561891
  };

  private Power() {}

  /**
   * The probability that of a true drop the measured one is found by the one-sided pooled test at
   * level {@code alpha}, and is more than what is tolerated.
   *
   * @param drop of the mean, in the unit of {@code spread}
   * @param tolerated from 0 up, in the unit of {@code spread}
   * @param spread standard deviation of one seed, on both sides
   */
  public static double ofDrop(
      double drop, double tolerated, double spread, int countX, int countY, double alpha) {
    PooledT.requireCounts(countX, countY);
    requireShare("alpha", alpha);
    if (!(drop >= 0) || !(tolerated >= 0) || !(spread >= 0) || !Double.isFinite(drop + spread)) {
      throw new IllegalArgumentException(
          "expected a drop, a tolerance and a spread from 0 up, got %s, %s and %s"
              .formatted(drop, tolerated, spread));
    }
    if (spread == 0) {
      return drop == 0 && tolerated == 0 ? alpha : drop > tolerated ? 1 : 0;
    }
    double error = spread * PooledT.errorPerSpread(countX, countY);
    return tail(countX + countY - 2, alpha, tolerated / error, drop / error);
  }

  /** The smallest drop that {@link #ofDrop} detects with probability {@code power}. */
  public static double detectableDrop(
      double tolerated, double spread, int countX, int countY, double alpha, double power) {
    if (spread == 0) {
      return tolerated;
    }
    double floor = tolerated / spread;
    return spread * least(drop -> ofDrop(drop, floor, 1, countX, countY, alpha), alpha, power);
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
    return tail(freedom, alpha / 2, 0, difference / error);
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
   * The probability that X exceeds both {@code floor} and t W, for X normal about {@code mean} with
   * deviation 1, W the square root of a chi-squared variable of {@code freedom} over {@code
   * freedom}, and t the critical value of Student's t at level {@code alpha}, less than a half.
   *
   * <p>Up to W = floor / t the floor is the higher, and the probability a product. From there on it
   * is the integral over x = ln W of P(X > t e^x) times the density of x, which is smooth. Its
   * features are as narrow as 1 / sqrt(2 freedom), the density, and 1 / mean, the normal's slope:
   * in panels of a third of that the rule of Gauss and Legendre gives more than ten digits.
   */
  private static double tail(double freedom, double alpha, double floor, double mean) {
    double t = TDistribution.of(freedom).inverseSurvivalProbability(alpha);
    ChiSquaredDistribution chiSquared = ChiSquaredDistribution.of(freedom);
    double kink = floor / t;
    double below =
        chiSquared.cumulativeProbability(freedom * kink * kink)
            * NORMAL.survivalProbability(floor - mean);
    double least = Math.log(chiSquared.inverseCumulativeProbability(1e-16) / freedom) / 2;
    double from = Math.max(least, Math.log(kink));
    double to = Math.log(chiSquared.inverseSurvivalProbability(1e-16) / freedom) / 2;
    if (from >= to) {
      return below;
    }
    double narrow = Math.max(1, Math.max(Math.abs(mean), Math.sqrt(2.0 * freedom)));
    int panels = (int) Math.ceil((to - from) * 3 * narrow);
    double half = (to - from) / panels / 2;
    double sum = 0;
    for (int panel = 0; panel < panels; panel++) {
      double middle = from + (2 * panel + 1) * half;
      for (int i = 0; i < NODES.length; i++) {
        double w = Math.exp(middle + NODES[i] * half);
        double square = freedom * w * w;
        double density = chiSquared.density(square) * 2 * square; // of x
        sum += WEIGHTS[i] * density * NORMAL.survivalProbability(t * w - mean);
      }
    }
    return below + sum * half;
  }

  private static void requireShare(String name, double share) {
    if (!(0 < share && share < 1)) {
      throw new IllegalArgumentException(name + ": expected a share between 0 and 1, got " + share);
    }
  }
}
