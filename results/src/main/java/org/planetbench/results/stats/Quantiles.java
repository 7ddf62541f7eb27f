package org.planetbench.results.stats;

/** Quantiles, linear between order statistics: NumPy's default, and Hyndman and Fan's type 7. */
public final class Quantiles {
  private Quantiles() {}

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
