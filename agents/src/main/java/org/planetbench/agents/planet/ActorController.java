package org.planetbench.agents.planet;

import org.planetbench.agents.model.Policy;
import org.planetbench.agents.model.WorldModel.Belief;

/**
 * A learned policy's action, as Dreamer acts: where the episode is learned from a sample with
 * exploration noise, clipped, and where it is judged the policy's mode.
 */
final class ActorController implements Controller {
  private final Policy policy;
  private final Exploration exploration;

  ActorController(Policy policy, Exploration exploration) {
    this.policy = policy;
    this.exploration = exploration;
  }

  /** A policy remembers nothing but what is in the belief. */
  @Override
  public void reset() {}

  @Override
  public double[] choose(Belief belief, boolean explores, Draws draws) {
    return explores
        ? exploration.around(policy.sample(belief, draws.choice()), draws.exploration())
        : exploration.clipped(policy.mode(belief, draws.choice()));
  }
}
