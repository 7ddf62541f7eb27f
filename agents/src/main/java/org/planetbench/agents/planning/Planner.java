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

  /** Plans the next decision by itself. */
  default float[] plan(TrajectoryScorer scorer, RandomGenerator random) {
    return plan(scorer, Proposals.NONE, random);
  }

  /**
   * Plans the next decision.
   *
   * @param proposals stand, clipped, in the place of as many of its last candidates wherever it
   *     draws candidates; what it draws itself stays the same
   * @return the planned actions [horizon, actionSize], row-major, each within the action box; the
   *     agent executes the first
   */
  float[] plan(TrajectoryScorer scorer, Proposals proposals, RandomGenerator random);
}
