package org.planetbench.results.run;

import java.util.ArrayList;
import java.util.List;

/**
 * The evaluation episodes between two training episodes: one point of a learning curve.
 *
 * @param environmentSteps of training before it, of all tasks where a run has several
 * @param returns one per episode, in order
 * @param seeds of the environment, which decide the start states, in the same order
 */
public record Evaluation(
    long environmentSteps, long updateSteps, List<Double> returns, List<Long> seeds) {
  public Evaluation {
    returns = List.copyOf(returns);
    seeds = List.copyOf(seeds);
  }

  public double mean() {
    return returns.stream().mapToDouble(Double::doubleValue).sum() / returns.size();
  }

  /** All evaluations of a run, from its episodes in the order they were played. */
  public static List<Evaluation> of(List<EpisodeRow> episodes) {
    List<Evaluation> evaluations = new ArrayList<>();
    List<EpisodeRow> together = new ArrayList<>();
    for (EpisodeRow row : episodes) {
      if (row.isEvaluation()) {
        together.add(row);
      } else {
        flush(evaluations, together);
      }
    }
    flush(evaluations, together);
    return evaluations;
  }

  private static void flush(List<Evaluation> evaluations, List<EpisodeRow> together) {
    if (!together.isEmpty()) {
      evaluations.add(
          new Evaluation(
              together.getLast().environmentSteps(),
              together.getLast().updateSteps(),
              together.stream().map(EpisodeRow::episodeReturn).toList(),
              together.stream().map(EpisodeRow::seed).toList()));
      together.clear();
    }
  }
}
