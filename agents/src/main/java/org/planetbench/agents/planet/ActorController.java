package org.planetbench.agents.planet;

import java.util.Arrays;
import org.planetbench.agents.ModelDivergedException;
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
        ? exploration.around(finite(policy.sample(belief, draws.choice())), draws.exploration())
        : exploration.clipped(finite(policy.mode(belief, draws.choice())));
  }

  /** A planner looks at the returns that it compares; nobody but this at what an actor says. */
  private static float[] finite(float[] action) {
    for (float number : action) {
      if (!Float.isFinite(number)) {
        throw ModelDivergedException.acting(
            "actor: expected an action of finite numbers, got %s"
                .formatted(Arrays.toString(action)));
      }
    }
    return action;
  }
}
