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
}
