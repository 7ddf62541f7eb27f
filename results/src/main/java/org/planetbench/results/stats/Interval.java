package org.planetbench.results.stats;

/**
 * @param confidence in (0, 1), such as 0.95
 */
public record Interval(double low, double high, double confidence) {
  /**
   * Over fewer seeds nothing here gives an interval. A bootstrap draws from the seeds that there
   * are: of two or three its percentiles hardly leave them, and an interval that looks narrow says
   * only that few were drawn. Five is what the paper has.
   */
  public static final int LEAST_SEEDS = 5;

  /** The same in words. */
  public static final String FEW_SEEDS =
      "below "
          + LEAST_SEEDS
          + " seeds there is no interval, since so few do not show how much seeds differ";

  public Interval {
    requireConfidence(confidence);
    if (!(low <= high)) {
      throw new IllegalArgumentException("expected low <= high, got " + low + " and " + high);
    }
  }

  /** Whether so many seeds have one. */
  public static boolean isOf(int seeds) {
    return seeds >= LEAST_SEEDS;
  }

  static void requireConfidence(double confidence) {
    if (!(0 < confidence && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence: expected a share between 0 and 1 such as 0.95, got " + confidence);
    }
  }
}
