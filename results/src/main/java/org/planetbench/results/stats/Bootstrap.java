package org.planetbench.results.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleBiFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Percentile intervals of the stratified bootstrap: each resample draws every task's seeds anew,
 * with replacement and independently of the other tasks. They say what other seeds on the same
 * tasks would give, not what other tasks would; {@link Interval#LEAST_SEEDS} at least are needed.
 *
 * <p>Every call starts the generator from {@code seed}: a result depends on its arguments only, and
 * statistics of the same scores are taken on the same resamples.
 *
 * @param resamples how many; rliable's default is 50,000
 * @param confidence in (0, 1)
 * @param seed of the generator, L64X128MixRandom
 */
public record Bootstrap(int resamples, double confidence, long seed) {
  private static final RandomGeneratorFactory<RandomGenerator> L64X128_MIX =
      RandomGeneratorFactory.of("L64X128MixRandom");

  public Bootstrap {
    Interval.requireConfidence(confidence);
    if (resamples < 100) {
      throw new IllegalArgumentException("resamples: expected at least 100, got " + resamples);
    }
  }

  public Estimate estimate(Scores scores, Aggregate aggregate) {
    return estimate(scores, List.of(aggregate)).getFirst();
  }

  /** One estimate for each of {@code aggregates}. */
  public List<Estimate> estimate(Scores scores, List<Aggregate> aggregates) {
    double[][] values = scores.values();
    double[][] resampled = like(values);
    double[][] found = new double[aggregates.size()][resamples];
    if (Interval.isOf(scores.seeds().size())) {
      RandomGenerator random = L64X128_MIX.create(seed);
      for (int i = 0; i < resamples; i++) {
        draw(values, resampled, random);
        for (int a = 0; a < found.length; a++) {
          found[a][i] = aggregates.get(a).of(resampled);
        }
      }
    }
    List<Estimate> estimates = new ArrayList<>();
    for (int a = 0; a < found.length; a++) {
      estimates.add(estimate(aggregates.get(a).of(values), found[a], scores.seeds().size()));
    }
    return estimates;
  }

  /** The share of runs above each of {@code taus}; the intervals are pointwise. */
  public List<Estimate> performanceProfile(Scores scores, double... taus) {
    return estimate(scores, Arrays.stream(taus).mapToObj(Aggregate::shareAbove).toList());
  }

  /**
   * The sample-efficiency curve: an estimate for each number of environment steps; the intervals
   * are pointwise. A resample is of whole runs: because each point has the same tasks and seeds,
   * the same draws choose the same runs.
   *
   * @throws IllegalArgumentException if the points differ in tasks or seeds
   */
  public SortedMap<Long, Estimate> curve(
      SortedMap<Long, Scores> byEnvironmentSteps, Aggregate aggregate) {
    SortedMap<Long, Estimate> curve = new TreeMap<>();
    byEnvironmentSteps.forEach(
        (steps, scores) -> {
          Scores first = byEnvironmentSteps.firstEntry().getValue();
          if (!scores.tasks().equals(first.tasks()) || !scores.seeds().equals(first.seeds())) {
            throw new IllegalArgumentException(
                "expected the same tasks and seeds at every point, but they change at "
                    + steps
                    + " environment steps");
          }
          curve.put(steps, estimate(scores, aggregate));
        });
    return curve;
  }

  /**
   * The probability that a run of {@code x} scores higher than one of {@code y}, both drawn at
   * random on the same task, averaged over the tasks; ties count half. Both sides are resampled.
   *
   * @throws IllegalArgumentException if the tasks differ
   */
  public Estimate probabilityOfImprovement(Scores x, Scores y) {
    x.requireTasksOf(y);
    return compare(x, y, Bootstrap::improvement);
  }

  private Estimate compare(Scores x, Scores y, ToDoubleBiFunction<double[][], double[][]> by) {
    int seeds = Math.min(x.seeds().size(), y.seeds().size());
    double[] found = new double[resamples];
    if (Interval.isOf(seeds)) {
      RandomGenerator random = L64X128_MIX.create(seed);
      double[][] resampledX = like(x.values());
      double[][] resampledY = like(y.values());
      for (int i = 0; i < resamples; i++) {
        draw(x.values(), resampledX, random);
        draw(y.values(), resampledY, random);
        found[i] = by.applyAsDouble(resampledX, resampledY);
      }
    }
    return estimate(by.applyAsDouble(x.values(), y.values()), found, seeds);
  }

  /** Sorts {@code found}, one value for each resample. */
  private Estimate estimate(double value, double[] found, int seeds) {
    if (!Interval.isOf(seeds)) {
      return new Estimate(value, Optional.empty(), seeds);
    }
    Arrays.sort(found);
    double tail = (1 - confidence) / 2;
    Interval interval =
        new Interval(Quantiles.of(found, tail), Quantiles.of(found, 1 - tail), confidence);
    return new Estimate(value, Optional.of(interval), seeds);
  }

  private static double improvement(double[][] x, double[][] y) {
    double sum = 0;
    for (int task = 0; task < x.length; task++) {
      sum += MannWhitney.u(x[task], y[task]) / ((double) x[task].length * y[task].length);
    }
    return sum / x.length;
  }

  private static void draw(double[][] values, double[][] resampled, RandomGenerator random) {
    for (int task = 0; task < values.length; task++) {
      double[] from = values[task];
      for (int i = 0; i < from.length; i++) {
        resampled[task][i] = from[random.nextInt(from.length)];
      }
    }
  }

  private static double[][] like(double[][] values) {
    return new double[values.length][values[0].length];
  }
}
