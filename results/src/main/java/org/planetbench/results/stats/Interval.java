package org.planetbench.results.stats;

/**
 * @param confidence in (0, 1), such as 0.95
 */
public record Interval(double low, double high, double confidence) {
  public Interval {
    requireConfidence(confidence);
    if (!(low <= high)) {
      throw new IllegalArgumentException("expected low <= high, got " + low + " and " + high);
    }
  }

  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  static void requireConfidence(double confidence) {
    if (!(0 < confidence && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence: expected a share between 0 and 1 such as 0.95, got " + confidence);
    }
  }
}
