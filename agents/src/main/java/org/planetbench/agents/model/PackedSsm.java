package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.Dense;

/**
 * The prior of {@link StochasticStateSpace} for planning.
 *
 * <pre>
 *   rows of the state:   a   z   1
 *   head                [a   z   1]     -> z
 *   features                [z   1]
 * </pre>
 */
final class PackedSsm extends PackedPrior {
  private final ModelSpec spec;
  private final GaussianHead priorHead;
  private final PackedHead head;

  PackedSsm(ModelSpec spec, GaussianHead priorHead) {
    this.spec = spec;
    this.priorHead = priorHead;
    head = priorHead.packed(weights, spec.actionSize() + spec.stochastic());
  }

  @Override
  void load() {
    Dense y = priorHead.hidden();
    head.load(y.transposed(1), y.transposed(0), PackedWeights.column(y.bias()));
  }

  @Override
  PackedPrior.Block block(int width) {
    return new Block(width);
  }

  private final class Block extends PackedState {
    private final PackedHead.Sampling sampling;

    Block(int width) {
      super(spec, width);
      sampling = head.new Sampling(rows, state, z);
    }

    @Override
    void step(RandomGenerator random) {
      sampling.step(kernel, random);
    }
  }
}
