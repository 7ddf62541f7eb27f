package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.NativeTensor;

/**
 * The prior of a kind of {@link LatentDynamics} as planning computes it: the weights that it needs,
 * packed into as few matrices as possible, each [outputs, inputs] with its bias as one more column.
 * All threads share the weights; each has a {@link Block} of its own.
 */
interface PackedPrior extends AutoCloseable {
  /** Copies the weights as they are now. */
  void load();

  /** Multiply-adds of one step of one candidate, biases apart. */
  long multiplyAdds();

  /** Buffers for this many candidates, which the caller closes before this. */
  Block block(int width);

  @Override
  void close();

  /**
   * The states of some candidates, all [features, candidates]. Everything that a matrix product
   * reads lies in one tensor, in an order that makes the inputs of each product neighbours, with
   * rows of ones for the biases.
   */
  interface Block extends AutoCloseable {
    /** Every candidate at the same belief. */
    void start(Belief belief);

    /** [actionSize, width], to be written before each {@link #step}. */
    NativeTensor action();

    /** One step of the prior, in place. Draws a normal for each entry of z, row by row. */
    void step(RandomGenerator random);

    /** The heads' input [features, 1; width]: the features in their order, then a row of ones. */
    NativeTensor features();

    @Override
    void close();
  }
}
