package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.NativeKernel;
import org.planetbench.agents.nn.NativeTensor;
import org.planetbench.agents.nn.Product;

/**
 * The prior of {@link StochasticStateSpace} for planning.
 *
 * <pre>
 *   rows of the state:   a   z   1
 *   prior               [a   z   1]     -> y -> mean, std -> z
 *   features                [z   1]
 * </pre>
 */
final class PackedSsm implements PackedPrior {
  private final ModelSpec spec;
  private final GaussianHead priorHead;
  private final PackedWeights weights = new PackedWeights();
  private final NativeTensor hidden; // columns a, z, 1
  private final NativeTensor prior; // columns y, 1; rows mean, raw std

  PackedSsm(ModelSpec spec, GaussianHead priorHead) {
    this.spec = spec;
    this.priorHead = priorHead;
    hidden = weights.create(spec.hidden(), spec.actionSize() + spec.stochastic());
    prior = weights.create(2 * spec.stochastic(), spec.hidden());
  }

  @Override
  public void load() {
    Dense layer = priorHead.hidden();
    PackedWeights.pack(
        hidden, 0, layer.transposed(1), layer.transposed(0), PackedWeights.column(layer.bias()));
    PackedWeights.layer(prior, 0, priorHead.mean());
    PackedWeights.layer(prior, spec.stochastic(), priorHead.std());
  }

  @Override
  public long multiplyAdds() {
    return weights.multiplyAdds();
  }

  @Override
  public PackedPrior.Block block(int width) {
    return new Block(width);
  }

  @Override
  public void close() {
    weights.close();
  }

  private final class Block implements PackedPrior.Block {
    private final NativeKernel kernel = new NativeKernel();
    private final CandidateRows rows;
    private final NativeTensor action;
    private final NativeTensor z;
    private final NativeTensor features;
    private final NativeTensor y;
    private final NativeTensor mean;
    private final NativeTensor std;
    private final Product hiddenProduct;
    private final Product priorProduct;

    Block(int width) {
      rows = new CandidateRows(width);
      int a = spec.actionSize();
      int s = spec.stochastic();
      NativeTensor state = rows.createWithOne(a + s);
      action = state.rows(0, a);
      z = state.rows(a, s);
      features = state.rows(a, s + 1);
      NativeTensor yAndOne = rows.createWithOne(spec.hidden());
      y = yAndOne.rows(0, spec.hidden());
      NativeTensor distribution = rows.create(2 * s);
      mean = distribution.rows(0, s);
      std = distribution.rows(s, s);
      hiddenProduct = new Product(hidden, state, y);
      priorProduct = new Product(prior, yAndOne, distribution);
    }

    @Override
    public void start(Belief belief) {
      rows.replicate(belief.sample(), 0, z);
    }

    @Override
    public NativeTensor action() {
      return action;
    }

    @Override
    public void step(RandomGenerator random) {
      hiddenProduct.compute();
      kernel.relu(y);
      priorProduct.compute();
      kernel.sample(mean, std, (float) spec.minStd(), random, z);
    }

    @Override
    public NativeTensor features() {
      return features;
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
