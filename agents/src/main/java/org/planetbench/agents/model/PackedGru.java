package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/**
 * The prior of {@link RecurrentNetwork} for planning: the embedding is zero, so its weights are
 * left out.
 *
 * <pre>
 *   rows of the state:   1   a   h   1   x   r h
 *   input layer         [1   a]                      -> x
 *   cell                        [h   1   x   r h]    -> h
 *   features                    [h   1]
 * </pre>
 */
final class PackedGru extends PackedPrior {
  private final ModelSpec spec;
  private final Dense inputLayer;
  private final NativeTensor input; // columns 1, a
  private final PackedCell cell;

  PackedGru(ModelSpec spec, Dense inputLayer, GruCell gruCell) {
    this.spec = spec;
    this.inputLayer = inputLayer;
    input = weights.create(spec.hidden(), spec.actionSize());
    cell = PackedCell.of(weights, gruCell, spec.hidden(), spec.deterministic());
  }

  @Override
  void load() {
    PackedWeights.pack(input, 0, PackedWeights.column(inputLayer.bias()), inputLayer.transposed(0));
    cell.load();
  }

  @Override
  PackedPrior.Block block(int width) {
    return new Block(width);
  }

  private final class Block extends PackedPrior.Block {
    private final NativeTensor action;
    private final NativeTensor features;
    private final Product inputProduct;
    private final PackedCell.Recurrence recurrence;

    Block(int width) {
      super(width);
      int a = spec.actionSize();
      NativeTensor state = rows.create(1 + a + cell.rows());
      CandidateRows.ones(state, 0);
      action = state.rows(1, a);
      recurrence = cell.recurrence(rows, state.rows(1 + a, cell.rows()));
      features = state.rows(1 + a, spec.deterministic() + 1);
      inputProduct = rows.product(input, state.rows(0, 1 + a), recurrence.x);
    }

    @Override
    void start(Belief belief) {
      rows.replicate(belief.deterministic(), 0, recurrence.h);
    }

    @Override
    NativeTensor action() {
      return action;
    }

    @Override
    void step(RandomGenerator random) {
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
