package org.planetbench.agents.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Shard;

/**
 * What is trained beside the world model, on the states that the model infers: an actor, a value.
 * It has losses, optimisers and a part of the checkpoint of its own, and an update of the model is
 * one of it, too: all gradients are of the weights before the update, then all optimisers step,
 * unless it {@link #followsModel}.
 *
 * <p>It may imagine from the states with gradients: {@link LatentDynamics#prior} passes them to the
 * action and the state before, and on {@link org.planetbench.agents.nn.Tape#throughFixedWeights}
 * leaves the model's weights alone.
 */
public interface Companion {
  /** Makes a companion, after the model is made: the model's first weights do not depend on it. */
  interface Maker {
    /**
     * @param set where the companion makes its parameters; it may ask for several
     */
    Companion make(ModelSpec spec, LatentDynamics dynamics, Mlp rewardHead, Sets set);
  }

  /** Makes sets of parameters that draw their first weights one after the other. */
  interface Sets {
    ParameterSet create();
  }

  /** What chooses actions by what it learned, if it learned that. */
  default Optional<Policy> policy() {
    return Optional.empty();
  }

  /**
   * What rewards it expects of a state, its own included, and of all later ones, if it learned
   * that.
   */
  default Optional<Mlp> value() {
    return Optional.empty();
  }

  /** Its parameters by optimiser, in a fixed order. */
  List<Trained> trained();

  /** Its other parameters, in a fixed order. */
  default List<Untrained> untrained() {
    return List.of();
  }

  /**
   * Whether it imagines with the model's weights after their update, from the states before it. All
   * companions of a model do as soon as one does.
   */
  default boolean followsModel() {
    return false;
  }

  /** After all optimisers have taken their step. */
  default void stepped() {}

  /**
   * Forward and backward for a share of the sequences, into the shard's gradients.
   *
   * @param posterior the inferred states of the share [time * sequences, ...], stopped
   * @param random one for each sequence, which the model does not draw from
   * @param sequences of the whole batch, over which means are
   * @return the share of what it measures
   */
  Map<UpdateMetric, Double> differentiate(
      Shard shard, LatentState posterior, RandomGenerator[] random, int sequences);
}
