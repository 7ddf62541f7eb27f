package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.NativeKernel;
import org.planetbench.agents.nn.NativeTensor;
import org.planetbench.agents.nn.Product;

/**
 * The prior of {@link RecurrentStateSpace} for planning.
 *
 * <pre>
 *   rows of the state:   1   a   z   h   1   x   r h
 *   input layer          [1   a   z]                      -> x
 *   gates                            [h   1   x]          -> r, u
 *   candidate                            [1   x   r h]    -> c
 *   prior                            [h   1]              -> y -> mean, std -> z
 *   features                     [z   h   1]
 * </pre>
 */
final class PackedRssm implements PackedPrior {
  private final ModelSpec spec;
  private final Dense inputLayer;
  private final GruCell cell;
  private final GaussianHead priorHead;
  private final PackedWeights weights = new PackedWeights();
  private final NativeTensor input; // columns 1, a, z
  private final NativeTensor gates; // columns h, 1, x; rows r, u
  private final NativeTensor candidate; // columns 1, x, r h
  private final NativeTensor hidden; // columns h, 1
  private final NativeTensor prior; // columns y, 1; rows mean, raw std

  PackedRssm(ModelSpec spec, Dense inputLayer, GruCell cell, GaussianHead priorHead) {
    this.spec = spec;
    this.inputLayer = inputLayer;
    this.cell = cell;
    this.priorHead = priorHead;
    int z = spec.stochastic();
    int h = spec.deterministic();
    input = weights.create(spec.hidden(), spec.actionSize() + z);
    gates = weights.create(2 * h, h + spec.hidden());
    candidate = weights.create(h, spec.hidden() + h);
    hidden = weights.create(spec.hidden(), h);
    prior = weights.create(2 * z, spec.hidden());
  }

  @Override
  public void load() {
    PackedWeights.pack(
        input,
        0,
        PackedWeights.column(inputLayer.bias()),
        inputLayer.transposed(1),
        inputLayer.transposed(0));
    PackedWeights.cell(gates, candidate, cell);
    PackedWeights.layer(hidden, 0, priorHead.hidden());
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
    private final NativeTensor h;
    private final NativeTensor x;
    private final NativeTensor rh;
    private final NativeTensor features;
    private final NativeTensor r;
    private final NativeTensor u;
    private final NativeTensor c;
    private final NativeTensor y;
    private final NativeTensor mean;
    private final NativeTensor std;
    private final Product inputProduct;
    private final Product gatesProduct;
    private final Product candidateProduct;
    private final Product hiddenProduct;
    private final Product priorProduct;

    Block(int width) {
      rows = new CandidateRows(width);
      int a = spec.actionSize();
      int s = spec.stochastic();
      int d = spec.deterministic();
      NativeTensor state = rows.create(1 + a + s + d + 1 + spec.hidden() + d);
      int belief = 1 + a + s;
      int one = belief + d;
      action = state.rows(1, a);
      z = state.rows(1 + a, s);
      h = state.rows(belief, d);
      x = state.rows(one + 1, spec.hidden());
      rh = state.rows(one + 1 + spec.hidden(), d);
      features = state.rows(1 + a, s + d + 1);
      CandidateRows.ones(state, 0);
      CandidateRows.ones(state, one);

      NativeTensor ru = rows.create(2 * d);
      r = ru.rows(0, d);
      u = ru.rows(d, d);
      c = rows.create(d);
      NativeTensor yAndOne = rows.createWithOne(spec.hidden());
      y = yAndOne.rows(0, spec.hidden());
      NativeTensor distribution = rows.create(2 * s);
      mean = distribution.rows(0, s);
      std = distribution.rows(s, s);

      inputProduct = new Product(input, state.rows(0, 1 + a + s), x);
      gatesProduct = new Product(gates, state.rows(belief, d + 1 + spec.hidden()), ru);
      candidateProduct = new Product(candidate, state.rows(one, 1 + spec.hidden() + d), c);
      hiddenProduct = new Product(hidden, state.rows(belief, d + 1), y);
      priorProduct = new Product(prior, yAndOne, distribution);
    }

    @Override
    public void start(Belief belief) {
      rows.replicate(belief.sample(), 0, z);
      rows.replicate(belief.deterministic(), 0, h);
    }

    @Override
    public NativeTensor action() {
      return action;
    }

    @Override
    public void step(RandomGenerator random) {
      inputProduct.compute();
      kernel.relu(x);
      gatesProduct.compute();
      kernel.gruGates(r, u, h, rh);
      candidateProduct.compute();
      kernel.gruNext(c, u, h);
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
