package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.MixedVariance;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/**
 * The prior of {@link FusionFilter} for planning, from its second step on.
 *
 * <pre>
 *   rows of the state:   a   z   1
 *   mixing network      [a   z   1]    -> alpha -> variance
 *   bases               [a   z]        -> mean less z
 *   features                [z   1]
 * </pre>
 */
final class PackedFusion extends PackedPrior {
  private final ModelSpec spec;
  private final PackedTransition transition;
  private final MixedVariance priorVariance;
  private final NativeTensor variance; // columns alpha

  PackedFusion(ModelSpec spec, LocallyLinearTransition transition, MixedVariance priorVariance) {
    this.spec = spec;
    this.priorVariance = priorVariance;
    this.transition =
        new PackedTransition(weights, spec, transition, spec.actionSize() + spec.stochastic());
    variance = weights.createWithoutBias(spec.stochastic(), spec.bases());
  }

  @Override
  void load() {
    transition.load(1, 0); // of inputs z, a
    PackedWeights.pack(variance, 0, priorVariance.transposed());
  }

  @Override
  PackedPrior.Block block(int width) {
    return new Block(width);
  }

  private final class Block extends PackedState {
    private final NativeTensor mean;
    private final NativeTensor mixed;
    private final PackedTransition.Mixing mixing;
    private final Product varianceProduct;

    Block(int width) {
      super(spec, width);
      int a = spec.actionSize();
      int s = spec.stochastic();
      mean = rows.create(s);
      mixed = rows.create(s);
      mixing = transition.new Mixing(rows, state, state.rows(0, a + s));
      varianceProduct = rows.product(variance, mixing.alpha, mixed);
    }

    @Override
    void start(Belief belief) {
      FirstStep.requireDone(belief, spec.dynamics());
      super.start(belief);
    }

    @Override
    void step(RandomGenerator random) {
      mixing.step(kernel, mean);
      kernel.add(z, mean);
      varianceProduct.compute();
      kernel.sampleOfVariance(mean, mixed, MixedVariance.FLOOR, random, z);
    }
  }
}
