package org.planetbench.results.stats;

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
    return test().statistic(0);
  }

  /** Of the test of no difference. */
  public double pValue(Alternative alternative) {
    return pValue(0, alternative);
  }

  /** As {@link MeanDifference#pValue}. */
  public double pValue(double hypothesis, Alternative alternative) {
    return test().pValue(hypothesis, alternative);
  }

  /** Of the difference. */
  public Interval interval(double confidence) {
    return test().interval(confidence);
  }

  /** As {@link MeanDifference#pValueOfEquivalence}. */
  public double pValueOfEquivalence(double margin) {
    return test().pValueOfEquivalence(margin);
  }

  /** The smallest drop that the one-sided test would have detected with this spread. */
  public double detectableDrop(double alpha, double power) {
    return detectableDrop(0, alpha, power);
  }

  /** Likewise, of a test that says nothing of a measured drop up to {@code tolerated}. */
  public double detectableDrop(double tolerated, double alpha, double power) {
    return Power.detectableDrop(tolerated, spread, countX, countY, alpha, power);
  }

  private MeanDifference test() {
    return new MeanDifference(difference, standardError(), degreesOfFreedom());
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
