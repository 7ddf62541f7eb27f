package org.planetbench.results.stats;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Many scores to one number, as defined by Agarwal et al. 2021 and computed by rliable. */
@FunctionalInterface
public interface Aggregate {
  /**
   * @param scores {@code [task, seed]}, which stay as they are and are not kept: their owner writes
   *     the next resample there
   */
  double of(double[][] scores);

  default double of(Scores scores) {
    return of(scores.values());
  }

  /**
   * IQM: the mean of the middle half of all runs of all tasks. A quarter of the runs, rounded down,
   * falls off at either end, as in SciPy's {@code trim_mean}.
   */
  Aggregate INTERQUARTILE_MEAN = Aggregate::interquartileMean;

  /** Of the tasks' means. */
  Aggregate MEAN = scores -> Arrays.stream(taskMeans(scores)).sum() / scores.length;

  /** Of the tasks' means: half of the tasks could score zero without changing it. */
  Aggregate MEDIAN = Aggregate::median;

  /**
   * By how much the runs fall short of {@code gamma} on average; what is above it counts as {@code
   * gamma}. Lower is better.
   */
  static Aggregate optimalityGap(double gamma) {
    return scores -> gamma - meanOfRuns(scores, score -> Math.min(score, gamma));
  }

  /** The share of runs above {@code tau}: a point of the performance profile. */
  static Aggregate shareAbove(double tau) {
    return scores -> meanOfRuns(scores, score -> score > tau ? 1 : 0);
  }

  private static double interquartileMean(double[][] scores) {
    double[] all = Arrays.stream(scores).flatMapToDouble(Arrays::stream).toArray();
    Arrays.sort(all);
    int cut = all.length / 4;
    double sum = 0;
    for (int i = cut; i < all.length - cut; i++) {
      sum += all[i];
    }
    return sum / (all.length - 2 * cut);
  }

  private static double median(double[][] scores) {
    double[] means = taskMeans(scores);
    Arrays.sort(means);
    return Quantiles.median(means);
  }

  private static double[] taskMeans(double[][] scores) {
    double[] means = new double[scores.length];
    for (int task = 0; task < means.length; task++) {
      double sum = 0;
      for (double score : scores[task]) {
        sum += score;
      }
      means[task] = sum / scores[task].length;
    }
    return means;
  }

  private static double meanOfRuns(double[][] scores, DoubleUnaryOperator counted) {
    double sum = 0;
    int runs = 0;
    for (double[] task : scores) {
      for (double score : task) {
        sum += counted.applyAsDouble(score);
      }
      runs += task.length;
    }
    return sum / runs;
  }
}
