package org.planetbench.agents.planning;

import java.util.random.RandomGenerator;

/** Finds actions that a {@link TrajectoryScorer} expects to do well. */
public interface Planner {
  /**
   * Forgets earlier decisions: an episode begins. Between two resets a planner may go on from its
   * last decision, which then was one agent step ago; none needs to.
   */
  default void reset() {}

  /** Whether a decision depends on earlier ones of the episode, so that none can be left out. */
  default boolean remembers() {
    return false;
  }

  /**
   * Plans the next decision.
   *
   * @return the planned actions [horizon, actionSize], row-major, each within the action box; the
   *     agent executes the first
   */
  float[] plan(TrajectoryScorer scorer, RandomGenerator random);
}
