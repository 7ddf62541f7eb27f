package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/**
 * The prior of {@link BuesingStateSpace} for planning.
 *
 * <pre>
 *   rows before the step:  a   s'   1
 *   head                  [a   s'   1]                     -> z
 *   rows of the state:     1   a'   z   s   1   x   r s
 *   input layer           [1   a'   z]                     -> x     of dssm without z
 *   cell                               [s   1   x   r s]   -> s
 *   features                       [z   s   1]
 * </pre>
 *
 * a' and s' are copies: z is drawn from the s before, beside which it is read with the next one.
 */
final class PackedBuesing extends PackedPrior {
  private final ModelSpec spec;
  private final Dense inputLayer;
  private final GaussianHead priorHead;
  private final boolean drawsIntoState;
  private final NativeTensor input; // columns 1, a, and of sssm z
  private final PackedCell cell;
  private final PackedHead head;

  PackedBuesing(ModelSpec spec, Dense inputLayer, GruCell gruCell, GaussianHead priorHead) {
    this.spec = spec;
    this.inputLayer = inputLayer;
    this.priorHead = priorHead;
    drawsIntoState = BuesingStateSpace.drawsIntoState(spec);
    input = weights.create(spec.hidden(), spec.actionSize() + (drawsIntoState ? sample() : 0));
    cell = PackedCell.of(weights, gruCell, spec.hidden(), spec.deterministic());
    head = priorHead.packed(weights, spec.actionSize() + spec.deterministic());
  }

  private int sample() {
    return spec.stochastic();
  }

  @Override
  void load() {
    float[][] bias = PackedWeights.column(inputLayer.bias());
    if (drawsIntoState) {
      PackedWeights.pack(input, 0, bias, inputLayer.transposed(1), inputLayer.transposed(0));
    } else {
      PackedWeights.pack(input, 0, bias, inputLayer.transposed(0));
    }
    cell.load();
    Dense y = priorHead.hidden(); // inputs s, a
    head.load(y.transposed(1), y.transposed(0), PackedWeights.column(y.bias()));
  }

  @Override
  PackedPrior.Block block(int width) {
    return new Block(width);
  }

  private final class Block extends PackedPrior.Block {
    private final NativeTensor action;
    private final NativeTensor before;
    private final NativeTensor actionCopy;
    private final NativeTensor z;
    private final NativeTensor features;
    private final Product inputProduct;
    private final PackedCell.Recurrence recurrence;
    private final PackedHead.Sampling sampling;

    Block(int width) {
      super(width);
      int a = spec.actionSize();
      int d = spec.deterministic();
      NativeTensor drawnFrom = rows.createWithOne(a + d);
      action = drawnFrom.rows(0, a);
      before = drawnFrom.rows(a, d);
      int belief = 1 + a + sample(); // where s begins
      NativeTensor state = rows.create(belief + cell.rows());
      CandidateRows.ones(state, 0);
      actionCopy = state.rows(1, a);
      z = state.rows(1 + a, sample());
      recurrence = cell.recurrence(rows, state.rows(belief, cell.rows()));
      features = state.rows(1 + a, sample() + d + 1);
      int inputs = 1 + a + (drawsIntoState ? sample() : 0);
      inputProduct = rows.product(input, state.rows(0, inputs), recurrence.x);
      sampling = head.new Sampling(rows, drawnFrom, z);
    }

    @Override
    void start(Belief belief) {
      rows.replicate(belief.sample(), 0, z);
      rows.replicate(belief.deterministic(), 0, recurrence.h);
    }

    @Override
    NativeTensor action() {
      return action;
    }

    @Override
    void step(RandomGenerator random) {
      before.floats().put(0, recurrence.h.floats(), 0, before.size());
      actionCopy.floats().put(0, action.floats(), 0, action.size());
      sampling.step(kernel, random);
      inputProduct.compute();
      kernel.relu(recurrence.x);
      recurrence.step(kernel);
    }

    @Override
    NativeTensor features() {
      return features;
    }
  }
}
