package org.planetbench.results.stats;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What the t test needs to know of one side: our seeds, or a published mean with its spread.
 *
 * @param count of seeds
 * @param deviation with {@code count - 1} in the denominator; 0 with one seed
 */
public record Sample(int count, double mean, double deviation) {
  public Sample {
    if (count < 1) {
      throw new IllegalArgumentException("count: expected 1 or more seeds, got " + count);
    }
    if (!Double.isFinite(mean)) {
      throw new IllegalArgumentException("mean: expected a finite number, got " + mean);
    }
    if (!Double.isFinite(deviation) || deviation < 0 || (count == 1 && deviation != 0)) {
      throw new IllegalArgumentException(
          "deviation: expected a number from 0 up, and 0 of one seed, got "
              + deviation
              + " of "
              + count);
    }
  }

  public static Sample of(double... values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    int count = values.length;
    return new Sample(count, mean, count < 2 ? 0 : Math.sqrt(squares / (count - 1)));
  }

  /**
   * Of the mean, by Student's t: {@code mean +- t s / sqrt(n)}; empty for a count below {@link
   * Interval#LEAST_SEEDS}.
   */
  public Optional<Interval> interval(double confidence) {
    Interval.requireConfidence(confidence);
    if (!Interval.isOf(count)) {
      return Optional.empty();
    }
    double quantile = TDistribution.of(count - 1).inverseSurvivalProbability((1 - confidence) / 2);
    double half = quantile * deviation / Math.sqrt(count);
    return Optional.of(new Interval(mean - half, mean + half, confidence));
  }
}
