package org.planetbench.results.run;

import java.util.Arrays;
import java.util.Locale;

/** How many values become one. */
public enum Statistic {
  MEAN,
  P50,
  P95,
  P99;

  /** The suffix in a key, as in {@code planning_latency_ms_p95}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Of {@code values}, in any order, which stay as they are. Percentiles are nearest-rank: always a
   * value that was measured.
   */
  public double of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(id() + " of no values");
    }
    return switch (this) {
      case MEAN -> Arrays.stream(values).sum() / values.length;
      case P50 -> nearestRank(values, 0.50);
      case P95 -> nearestRank(values, 0.95);
      case P99 -> nearestRank(values, 0.99);
    };
  }

  private static double nearestRank(double[] values, double fraction) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(fraction * sorted.length) - 1];
  }
}
