package org.planetbench.results.stats;

/**
 * Quantiles between values: linear between order statistics, NumPy's default and Hyndman and Fan's
 * type 7. Percentiles that are always a measured value are {@link
 * org.planetbench.results.run.Statistic}'s.
 */
public final class Quantiles {
  private Quantiles() {}

  /**
   * The middle value, or the mean of the middle two: NumPy's median. It may differ from {@link #of}
   * at 0.5 in its last bit.
   *
   * @param sorted ascending, one or more
   */
  public static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /**
   * @param sorted ascending, one or more
   * @param share in [0, 1]; 0.5 is the median
   */
  public static double of(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
