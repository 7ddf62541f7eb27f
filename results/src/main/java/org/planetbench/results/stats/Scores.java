package org.planetbench.results.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One number for each task and seed of a variant, none missing. Tasks and seeds are sorted, so that
 * the order in which scores were found changes no bit of a result.
 */
public final class Scores {
  private final List<String> tasks;
  private final List<Long> seeds;
  private final double[][] values; // [task, seed]

  private Scores(List<String> tasks, List<Long> seeds, double[][] values) {
    this.tasks = tasks;
    this.seeds = seeds;
    this.values = values;
  }

  /**
   * @param byTask the score of each seed, for each task
   * @throws IllegalArgumentException naming the missing cells, if not every task has a score of
   *     every seed: pooled as they are, the tasks would not weigh the same; or a score that is not
   *     finite
   */
  public static Scores of(Map<String, ? extends Map<Long, Double>> byTask) {
    SortedMap<String, Map<Long, Double>> sorted = new TreeMap<>(byTask);
    SortedSet<Long> seeds = new TreeSet<>();
    sorted.values().forEach(scores -> seeds.addAll(scores.keySet()));
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("expected a score, got none");
    }
    List<String> missing = new ArrayList<>();
    double[][] values = new double[sorted.size()][seeds.size()];
    int task = 0;
    for (Map.Entry<String, Map<Long, Double>> entry : sorted.entrySet()) {
      int index = 0;
      for (long seed : seeds) {
        Double score = entry.getValue().get(seed);
        if (score == null) {
          missing.add(entry.getKey() + " seed " + seed);
        } else {
          values[task][index] = finite(entry.getKey(), seed, score);
        }
        index++;
      }
      task++;
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a score of every seed for every task, missing: " + String.join(", ", missing));
    }
    return new Scores(List.copyOf(sorted.keySet()), List.copyOf(seeds), values);
  }

  private static double finite(String task, long seed, double score) {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException(
          task + " seed " + seed + ": expected a finite score, got " + score);
    }
    return score;
  }

  public List<String> tasks() {
    return tasks;
  }

  public List<Long> seeds() {
    return seeds;
  }

  /** Each score as a share of the way from {@code minimum} to {@code maximum}; not clipped. */
  public Scores normalised(double minimum, double maximum) {
    if (!(minimum < maximum) || !Double.isFinite(maximum - minimum)) {
      throw new IllegalArgumentException(
          "expected a minimum below the maximum, got " + minimum + " and " + maximum);
    }
    double[][] normalised = new double[tasks.size()][seeds.size()];
    for (int task = 0; task < normalised.length; task++) {
      for (int seed = 0; seed < normalised[task].length; seed++) {
        normalised[task][seed] = (values[task][seed] - minimum) / (maximum - minimum);
      }
    }
    return new Scores(tasks, seeds, normalised);
  }

  /** The scores of one task, one per seed in {@link #seeds}' order. */
  public double[] ofTask(String task) {
    int index = tasks.indexOf(task);
    if (index < 0) {
      throw new IllegalArgumentException("expected a task of " + tasks + ", got " + task);
    }
    return values[index].clone();
  }

  /** {@code [task, seed]}; for reading only. */
  double[][] values() {
    return values;
  }

  /** Complains unless both have the same tasks; their seeds may differ. */
  void requireTasksOf(Scores other) {
    if (!tasks.equals(other.tasks)) {
      throw new IllegalArgumentException(
          "expected the same tasks on both sides, got " + tasks + " and " + other.tasks);
    }
  }
}
