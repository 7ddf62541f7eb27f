package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;

/** A learned choice of actions in [-1, 1], without a search. */
public interface Policy {
  /** An action [actionSize] drawn from the policy. */
  float[] sample(Belief belief, RandomGenerator random);

  /**
   * What it would do, several times, in what the model imagines.
   *
   * @param noise what the model draws from
   * @param random what the policy draws from
   * @return action sequences [horizon, count, actionSize]
   */
  float[] propose(
      Belief start, int horizon, int count, RandomGenerator noise, RandomGenerator random);

  /**
   * The choice where it is judged: DreamerV2's is the distribution's mode, and Dreamer's, which has
   * none in closed form, of 100 drawn actions the likeliest, by its density.
   */
  float[] mode(Belief belief, RandomGenerator random);
}
