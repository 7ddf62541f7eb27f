package org.planetbench.results.reference;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One reference number.
 *
 * @param variant as this project names it; {@code rssm} is PlaNet
 * @param metric {@code episode_return}, ...
 * @param protocol how the number was taken
 * @param seeds over which {@code value} is a mean; empty where the source does not say
 * @param spread standard deviation over seeds; empty where the source does not give it
 * @param environmentSteps of training before the number was taken; 0 without learning
 * @param family numbers that may stand side by side: one table, one figure, one set of runs
 * @param source where a reader finds it
 */
public record Reference(
    String task,
    String variant,
    String metric,
    String unit,
    String protocol,
    OptionalInt seeds,
    double value,
    OptionalDouble spread,
    long environmentSteps,
    String family,
    String source) {

  public Reference {
    required("task", task);
    required("variant", variant);
    required("metric", metric);
    required("unit", unit);
    required("protocol", protocol);
    required("family", family);
    required("source", source);
    if (seeds.isPresent() && seeds.getAsInt() < 1) {
      throw new IllegalArgumentException("seeds: expected at least 1, got " + seeds.getAsInt());
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value: expected a number, got " + value);
    }
    if (spread.isPresent() && !(spread.getAsDouble() >= 0)) {
      throw new IllegalArgumentException(
          "spread: expected at least 0, got " + spread.getAsDouble());
    }
    if (environmentSteps < 0) {
      throw new IllegalArgumentException(
          "environment_steps: expected at least 0, got " + environmentSteps);
    }
  }

  private static void required(String column, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(column + ": expected a word, got nothing");
    }
  }
}
