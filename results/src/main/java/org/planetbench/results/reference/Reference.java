package org.planetbench.results.reference;

import java.util.Collections;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.planetbench.results.stats.Sample;

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
 * @param seedValues the number of each seed; empty where the source does not give them
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
    String source,
    SortedMap<Long, Double> seedValues) {

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
    seedValues = Collections.unmodifiableSortedMap(new TreeMap<>(seedValues));
    if (!seedValues.isEmpty()) {
      requireSummaryOf(seedValues, seeds, value);
    }
  }

  /** A number of this project's own, with the values it is the mean of. */
  static Reference ofSeeds(
      Score.Kind kind, String family, String source, SortedMap<Long, Double> seedValues) {
    Sample sample = sample(seedValues);
    return new Reference(
        kind.task(),
        kind.variant(),
        kind.metric(),
        kind.unit(),
        kind.protocol(),
        OptionalInt.of(sample.count()),
        sample.mean(),
        OptionalDouble.of(sample.deviation()),
        kind.environmentSteps(),
        family,
        source,
        seedValues);
  }

  /** The seeds' values, in the seeds' order. */
  public double[] values() {
    return seedValues.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Sample sample(SortedMap<Long, Double> seedValues) {
    return Sample.of(seedValues.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** A value that was edited without its seeds, or the other way round, is caught here. */
  private static void requireSummaryOf(
      SortedMap<Long, Double> seedValues, OptionalInt seeds, double value) {
    double mean = sample(seedValues).mean();
    if (!seeds.equals(OptionalInt.of(seedValues.size()))
        || !(Math.abs(value - mean) <= 1e-9 * Math.max(1, Math.abs(mean)))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "seed_values: expected the seeds' number and mean, %d and %s, in seeds and value",
              seedValues.size(),
              mean));
    }
  }

  private static void required(String column, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(column + ": expected a word, got nothing");
    }
  }
}
