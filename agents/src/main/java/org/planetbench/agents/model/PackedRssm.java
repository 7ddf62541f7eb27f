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
 *   input layer         [1   a   z]                      -> x
 *   cell                            [h   1   x   r h]    -> h
 *   prior                           [h   1]              -> y -> mean, std -> z
 *   features                    [z   h   1]
 * </pre>
 *
 * If z is the mean, there is no std, and the mean is computed where z stands.
 */
final class PackedRssm implements PackedPrior {
  private final ModelSpec spec;
  private final boolean meanOnly;
  private final Dense inputLayer;
  private final GruCell gruCell;
  private final GaussianHead priorHead;
  private final PackedWeights weights = new PackedWeights();
  private final NativeTensor input; // columns 1, a, z
  private final PackedCell cell;
  private final NativeTensor hidden; // columns h, 1
  private final NativeTensor prior; // columns y, 1; rows mean, raw std

  PackedRssm(
      ModelSpec spec, boolean meanOnly, Dense inputLayer, GruCell gruCell, GaussianHead priorHead) {
    this.spec = spec;
    this.meanOnly = meanOnly;
    this.inputLayer = inputLayer;
    this.gruCell = gruCell;
    this.priorHead = priorHead;
    int z = spec.stochastic();
    input = weights.create(spec.hidden(), spec.actionSize() + z);
    cell = new PackedCell(weights, spec.hidden(), spec.deterministic());
    hidden = weights.create(spec.hidden(), spec.deterministic());
    prior = weights.create(meanOnly ? z : 2 * z, spec.hidden());
  }

  @Override
  public void load() {
    PackedWeights.pack(
        input,
        0,
        PackedWeights.column(inputLayer.bias()),
        inputLayer.transposed(1),
        inputLayer.transposed(0));
    cell.load(gruCell);
    PackedWeights.layer(hidden, 0, priorHead.hidden());
    PackedWeights.layer(prior, 0, priorHead.mean());
    if (!meanOnly) {
      PackedWeights.layer(prior, spec.stochastic(), priorHead.std());
    }
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
    private final Product inputProduct;
    private final PackedCell.Recurrence recurrence;
    private final Product hiddenProduct;
    private final Product priorProduct;

    Block(int width) {
      rows = new CandidateRows(width);
      int a = spec.actionSize();
      int s = spec.stochastic();
      int d = spec.deterministic();
      int belief = 1 + a + s; // where h begins
      NativeTensor state = rows.create(belief + cell.rows());
      CandidateRows.ones(state, 0);
      action = state.rows(1, a);
      z = state.rows(1 + a, s);
      recurrence = cell.new Recurrence(rows, state.rows(belief, cell.rows()));
      features = state.rows(1 + a, s + d + 1);
      NativeTensor yAndOne = rows.createWithOne(spec.hidden());
      y = yAndOne.rows(0, spec.hidden());
      NativeTensor distribution = meanOnly ? z : rows.create(2 * s);
      mean = distribution.rows(0, s);
      std = distribution.rows(meanOnly ? 0 : s, s); // not read if z is the mean
      inputProduct = new Product(input, state.rows(0, belief), recurrence.x);
      hiddenProduct = new Product(hidden, state.rows(belief, d + 1), y);
      priorProduct = new Product(prior, yAndOne, distribution);
    }

    @Override
    public void start(Belief belief) {
      rows.replicate(belief.sample(), 0, z);
      rows.replicate(belief.deterministic(), 0, recurrence.h);
    }

    @Override
    public NativeTensor action() {
      return action;
    }

    @Override
    public void step(RandomGenerator random) {
      inputProduct.compute();
      kernel.relu(recurrence.x);
      recurrence.step(kernel);
      hiddenProduct.compute();
      kernel.relu(y);
      priorProduct.compute();
      if (!meanOnly) {
        kernel.sample(mean, std, (float) spec.minStd(), random, z);
      }
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
