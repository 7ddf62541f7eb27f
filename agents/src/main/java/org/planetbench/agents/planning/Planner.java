package org.planetbench.agents.planning;

import java.util.random.RandomGenerator;

/** Finds actions that a {@link TrajectoryScorer} expects to do well. */
public interface Planner {
  /**
   * Plans afresh.
   *
   * @return the planned actions [horizon, actionSize], row-major; the agent executes the first
   */
  float[] plan(TrajectoryScorer scorer, RandomGenerator random);
}
