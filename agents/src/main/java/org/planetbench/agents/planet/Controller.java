package org.planetbench.agents.planet;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;

/**
 * Who chooses an action from a belief: a planner that imagines with the model, a policy that the
 * model has learned, or a planner that tries a policy's proposals, too. It serves one agent.
 */
interface Controller {
  /**
   * What one episode draws from: whatever a model imagines, what a search or a policy tries, and
   * exploration. Each is a stream of its own, so that one does not move another.
   */
  record Draws(RandomGenerator imagination, RandomGenerator choice, RandomGenerator exploration) {}

  /** An episode begins: forgets earlier decisions. */
  void reset();

  /**
   * The next action.
   *
   * @param explores whether the episode is played to be learned from
   * @return [actionSize], within the action box, every number a float
   */
  double[] choose(Belief belief, boolean explores, Draws draws);
}
