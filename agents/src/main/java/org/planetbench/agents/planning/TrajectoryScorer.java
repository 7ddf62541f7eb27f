package org.planetbench.agents.planning;

/**
 * What a planner plans with: predicted returns of candidate action sequences from one fixed start.
 */
public interface TrajectoryScorer {
  /**
   * Predicts the return of every candidate.
   *
   * @param actions [horizon, candidates, actionSize], row-major, each within the action box
   * @param discount gamma: the k-th reward, from 0, counts gamma^k
   * @param returns [candidates], filled by the call
   */
  void score(float[] actions, int horizon, int candidates, double discount, float[] returns);

  /**
   * The candidates of a decision, where this scores them; whoever calls this closes them.
   *
   * @param onHost the planner's own: these, scored by this, unless it computes elsewhere
   */
  default Population population(HostPopulation onHost) {
    return onHost.scoredBy(this);
  }

  /**
   * The same, and how the return of each candidate changes with its actions.
   *
   * @param gradients [horizon, candidates, actionSize], filled by the call
   * @throws IllegalStateException if it knows no gradients
   */
  default void differentiate(
      float[] actions,
      int horizon,
      int candidates,
      double discount,
      float[] returns,
      float[] gradients) {
    throw new IllegalStateException(
        "planner: expected gradients of returns, which a learned model has, got none; choose a planner that follows none");
  }
}
