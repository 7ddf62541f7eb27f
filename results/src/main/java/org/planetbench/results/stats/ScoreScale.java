package org.planetbench.results.stats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The score that counts as 0 and the one that counts as 1, of each task: one for all, and others
 * for the tasks that are named, by their name or with {@code *} for any characters. A name goes
 * before a pattern, a later pattern before an earlier one.
 */
public final class ScoreScale {
  /** What counts as 0 and what as 1. */
  public record Range(double minimum, double maximum) {
    public Range {
      if (!(minimum < maximum) || !Double.isFinite(maximum - minimum)) {
        throw new IllegalArgumentException(
            "expected a score for 0 below the score for 1, got %s and %s"
                .formatted(minimum, maximum));
      }
    }

    double normalised(double score) {
      return (score - minimum) / (maximum - minimum);
    }
  }

  private final Map<String, Double> minima;
  private final Map<String, Double> maxima;
  private final double minimum;
  private final double maximum;

  /**
   * @param minima of tasks by name or pattern; for the others {@code minimum}
   * @param maxima likewise
   */
  public ScoreScale(
      double minimum,
      double maximum,
      SequencedMap<String, Double> minima,
      SequencedMap<String, Double> maxima) {
    this.minimum = minimum;
    this.maximum = maximum;
    this.minima = new LinkedHashMap<>(minima);
    this.maxima = new LinkedHashMap<>(maxima);
  }

  /**
   * @throws IllegalArgumentException naming the task, if its two ends are no range
   */
  public Range of(String task) {
    try {
      return new Range(value(minima, task, minimum), value(maxima, task, maximum));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(task + ": " + e.getMessage(), e);
    }
  }

  private static double value(Map<String, Double> named, String task, double otherwise) {
    double found = otherwise;
    for (Map.Entry<String, Double> entry : named.entrySet()) {
      if (matches(entry.getKey()).test(task)) {
        found = entry.getValue();
      }
    }
    return named.getOrDefault(task, found);
  }

  /** Whether a name, or a pattern with {@code *}, means a task. */
  public static Predicate<String> matches(String pattern) {
    return Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q")).asMatchPredicate();
  }
}
