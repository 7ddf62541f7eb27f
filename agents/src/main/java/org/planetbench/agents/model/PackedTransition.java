package org.planetbench.agents.model;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.host.Mixer;
import org.planetbench.agents.nn.host.NativeKernel;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/**
 * A {@link LocallyLinearTransition} for planning.
 *
 * <pre>
 *   mixing network   [a   z   1] -> y -> y' -> alpha
 *   bases            [.. a   z]  -> values of each base, which alpha mixes
 * </pre>
 */
final class PackedTransition {
  private static final int UNITS = LocallyLinearTransition.UNITS;

  private final ModelSpec spec;
  private final LocallyLinearTransition transition;
  private final NativeTensor first; // columns a, z, 1
  private final NativeTensor second; // columns y, 1
  private final NativeTensor third; // columns y', 1
  private final NativeTensor bases; // the caller's columns

  /**
   * @param inputs of the bases
   */
  PackedTransition(
      PackedWeights weights, ModelSpec spec, LocallyLinearTransition transition, int inputs) {
    this.spec = spec;
    this.transition = transition;
    first = weights.create(UNITS, spec.actionSize() + spec.stochastic());
    second = weights.create(UNITS, UNITS);
    third = weights.create(spec.bases(), UNITS);
    bases = weights.createWithoutBias(spec.bases() * spec.stochastic(), inputs);
    weights.count((long) spec.bases() * spec.stochastic());
  }

  /** Copies the weights as they are now, those of the bases in the order of these inputs. */
  void load(int... order) {
    Dense layer = transition.mixing(0); // inputs z, a
    PackedWeights.pack(
        first, 0, layer.transposed(1), layer.transposed(0), PackedWeights.column(layer.bias()));
    PackedWeights.layer(second, 0, transition.mixing(1));
    PackedWeights.layer(third, 0, transition.mixing(2));
    float[][][] columns = new float[order.length][][];
    for (int i = 0; i < order.length; i++) {
      columns[i] = transition.bases().transposed(order[i]);
    }
    PackedWeights.pack(bases, 0, columns);
  }

  /** The transition on the rows that it is given. */
  final class Mixing {
    final NativeTensor alpha;
    private final NativeTensor y;
    private final NativeTensor next;
    private final NativeTensor values;
    private final Mixer mixer;
    private final Product[] layers = new Product[3];
    private final Product basesProduct;

    /**
     * @param state the rows a, z, 1
     * @param inputs the rows of the bases' inputs
     */
    Mixing(CandidateRows rows, NativeTensor state, NativeTensor inputs) {
      NativeTensor yAndOne = rows.createWithOne(UNITS);
      NativeTensor nextAndOne = rows.createWithOne(UNITS);
      y = yAndOne.rows(0, UNITS);
      next = nextAndOne.rows(0, UNITS);
      alpha = rows.create(spec.bases());
      values = rows.create(spec.bases() * spec.stochastic());
      mixer = new Mixer(spec.bases(), rows.width());
      layers[0] = rows.product(first, state, y);
      layers[1] = rows.product(second, yAndOne, next);
      layers[2] = rows.product(third, nextAndOne, alpha);
      basesProduct = rows.product(bases, inputs, values);
    }

    /** alpha and the mixed map of the inputs, as these are. */
    void step(NativeKernel kernel, NativeTensor mixed) {
      layers[0].compute();
      kernel.relu(y);
      layers[1].compute();
      kernel.relu(next);
      layers[2].compute();
      switch (transition.mixing(2).activation()) {
        case SOFTMAX -> mixer.softmax(alpha);
        case LINEAR, RELU, LEAKY_RELU, ELU, SIGMOID ->
            kernel.activate(transition.mixing(2).activation(), alpha);
      }
      basesProduct.compute();
      mixer.mix(alpha, values, mixed);
    }
  }
}
