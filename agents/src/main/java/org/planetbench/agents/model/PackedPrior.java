package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.host.NativeKernel;
import org.planetbench.agents.nn.host.NativeTensor;

/**
 * The prior of a kind of {@link LatentDynamics} as planning computes it: the weights that it needs,
 * packed into as few matrices as possible, each [outputs, inputs] with its bias as one more column.
 * All threads share the weights; each has a {@link Block} of its own.
 */
abstract class PackedPrior implements AutoCloseable {
  /** All matrices; this closes them. */
  final PackedWeights weights = new PackedWeights();

  /** Copies the weights as they are now. */
  abstract void load();

  /** Buffers for this many candidates, which the caller closes before this. */
  abstract Block block(int width);

  /** Multiply-adds of one step of one candidate, biases apart. */
  final long multiplyAdds() {
    return weights.multiplyAdds();
  }

  @Override
  public void close() {
    weights.close();
  }

  /**
   * The states of some candidates, all [features, candidates]. Everything that a matrix product
   * reads lies in one tensor, in an order that makes the inputs of each product neighbours, with
   * rows of ones for the biases.
   */
  abstract static class Block implements AutoCloseable {
    final NativeKernel kernel = new NativeKernel();

    /** All buffers; this closes them. */
    final CandidateRows rows;

    Block(int width) {
      rows = new CandidateRows(width);
    }

    /** Every candidate at the same belief. */
    abstract void start(Belief belief);

    /** [actionSize, width], to be written before each {@link #step}. */
    abstract NativeTensor action();

    /** One step of the prior, in place. Draws the noise of all candidates row by row. */
    abstract void step(RandomGenerator random);

    /** The heads' input [features, 1; width]: the features in their order, then a row of ones. */
    abstract NativeTensor features();

    @Override
    public void close() {
      rows.close();
    }
  }
}
