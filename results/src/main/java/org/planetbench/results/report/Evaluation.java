package org.planetbench.results.report;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.results.EpisodeRow;

/**
 * The evaluation episodes between two training episodes: one point of a learning curve.
 *
 * @param environmentSteps of training before it: the counter of the last seed or collected episode
 * @param returns one per episode, in order
 */
public record Evaluation(long environmentSteps, long updateSteps, List<Double> returns) {
  static final String PHASE = "evaluate";

  /** Episodes that a run is trained on. */
  static boolean isTraining(EpisodeRow row) {
    return row.phase().equals("seed") || row.phase().equals("collect");
  }

  public Evaluation {
    returns = List.copyOf(returns);
  }

  public double mean() {
    return returns.stream().mapToDouble(Double::doubleValue).sum() / returns.size();
  }

  /** All evaluations of a run, from its episodes in the order they were played. */
  public static List<Evaluation> of(List<EpisodeRow> episodes) {
    List<Evaluation> evaluations = new ArrayList<>();
    List<Double> returns = new ArrayList<>();
    long environmentSteps = 0;
    long updateSteps = 0;
    for (EpisodeRow row : episodes) {
      if (row.phase().equals(PHASE)) {
        returns.add(row.episodeReturn());
        updateSteps = row.updateSteps();
      } else {
        flush(evaluations, environmentSteps, updateSteps, returns);
        environmentSteps = row.environmentSteps();
      }
    }
    flush(evaluations, environmentSteps, updateSteps, returns);
    return evaluations;
  }

  private static void flush(
      List<Evaluation> evaluations, long environmentSteps, long updateSteps, List<Double> returns) {
    if (!returns.isEmpty()) {
      evaluations.add(new Evaluation(environmentSteps, updateSteps, returns));
      returns.clear();
    }
  }
}
