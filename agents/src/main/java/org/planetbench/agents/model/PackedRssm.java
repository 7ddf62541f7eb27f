package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.RecurrentCell;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/**
 * The prior of {@link RecurrentStateSpace} for planning.
 *
 * <pre>
 *   rows of the state:   1   a   z   h   1   x   r h
 *   input layer         [1   a   z]                      -> x
 *   cell                            [h   1   x   r h]    -> h
 *   head                            [h   1]              -> z, or of an early prior
 *                                       [1   x]          -> z
 *   features                    [z   h   1]
 * </pre>
 */
final class PackedRssm extends PackedPrior {
  private final ModelSpec spec;
  private final Dense inputLayer;
  private final LatentHead<?> priorHead;
  private final NativeTensor input; // columns 1, a, z
  private final PackedCell cell;
  private final PackedHead head;

  PackedRssm(
      ModelSpec spec, Dense inputLayer, RecurrentCell recurrentCell, LatentHead<?> priorHead) {
    this.spec = spec;
    this.inputLayer = inputLayer;
    this.priorHead = priorHead;
    input = weights.create(spec.hidden(), spec.actionSize() + spec.sampleWidth());
    cell = PackedCell.of(weights, recurrentCell, spec.hidden(), spec.deterministic());
    head =
        priorHead.packed(
            weights, spec.dynamics().priorSeesMemory() ? spec.deterministic() : spec.hidden());
  }

  @Override
  void load() {
    PackedWeights.pack(
        input,
        0,
        PackedWeights.column(inputLayer.bias()),
        inputLayer.transposed(1),
        inputLayer.transposed(0));
    cell.load();
    Dense y = priorHead.hidden();
    if (spec.dynamics().priorSeesMemory()) {
      head.load(y.transposed(0), PackedWeights.column(y.bias()));
    } else {
      head.load(PackedWeights.column(y.bias()), y.transposed(0));
    }
  }

  @Override
  PackedPrior.Block block(int width) {
    return new Block(width);
  }

  private final class Block extends PackedPrior.Block {
    private final NativeTensor action;
    private final NativeTensor z;
    private final NativeTensor features;
    private final Product inputProduct;
    private final PackedCell.Recurrence recurrence;
    private final PackedHead.Sampling sampling;

    Block(int width) {
      super(width);
      int a = spec.actionSize();
      int s = spec.sampleWidth();
      int d = spec.deterministic();
      int belief = 1 + a + s; // where h begins
      NativeTensor state = rows.create(belief + cell.rows());
      CandidateRows.ones(state, 0);
      action = state.rows(1, a);
      z = state.rows(1 + a, s);
      recurrence = cell.recurrence(rows, state.rows(belief, cell.rows()));
      features = state.rows(1 + a, s + d + 1);
      inputProduct = rows.product(input, state.rows(0, belief), recurrence.x);
      NativeTensor seen =
          spec.dynamics().priorSeesMemory()
              ? state.rows(belief, d + 1)
              : state.rows(belief + d, 1 + spec.hidden());
      sampling = head.new Sampling(rows, seen, z);
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
      inputProduct.compute();
      kernel.activate(inputLayer.activation(), recurrence.x);
      recurrence.step(kernel);
      sampling.step(kernel, random);
    }

    @Override
    NativeTensor features() {
      return features;
    }
  }
}
