package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.host.NativeKernel;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/** Two hidden layers of leaky ReLUs, and from them a Gaussian (Lee et al. 2020). */
final class SlacNet {
  private final ModelSpec spec;
  private final Dense input;
  private final GaussianHead head;

  SlacNet(ParameterSet set, String name, ModelSpec spec, int width, int... inputs) {
    this.spec = spec;
    Dense.Activation leaky = Dense.Activation.LEAKY_RELU;
    input = new Dense(set, name + "/input", leaky, spec.hidden(), inputs);
    head = new GaussianHead(set, name, spec, false, leaky, width, spec.hidden());
  }

  /** What one row takes. */
  static long multiplyAdds(ModelSpec spec, long inputs, long width) {
    return (inputs + spec.hidden() + 2 * width) * spec.hidden();
  }

  Gaussian apply(Tape tape, Rows... inputs) {
    return head.apply(tape, input.apply(tape, inputs));
  }

  /** The share of one input, known before the others. */
  Rows begin(Tape tape, int first, Rows x) {
    return input.begin(tape, first, x);
  }

  /** The rest, with the inputs from the first on. */
  Gaussian finish(Tape tape, Rows begun, Rows... inputs) {
    return head.apply(tape, input.finish(tape, begun, 0, inputs));
  }

  /** As many rows of zeros for mean and deviation. */
  Gaussian zeros(int rows) {
    return head.zeros(rows);
  }

  /** The net for planning. */
  final class Packed {
    private final NativeTensor layer;
    private final PackedHead packedHead;

    /**
     * @param inputs width of all together
     */
    Packed(PackedWeights weights, int inputs) {
      layer = weights.create(spec.hidden(), inputs);
      packedHead = head.packed(weights, spec.hidden());
    }

    /** Copies the weights as they are now: these columns, the bias among them. */
    void load(float[][]... columns) {
      PackedWeights.pack(layer, 0, columns);
      Dense hidden = head.hidden();
      packedHead.load(hidden.transposed(0), PackedWeights.column(hidden.bias()));
    }

    /** Of an input, [hidden, its width]. */
    float[][] column(int of) {
      return input.transposed(of);
    }

    float[][] bias() {
      return PackedWeights.column(input.bias());
    }

    /** The net on the rows that it is given. */
    final class Sampling {
      private final NativeTensor y;
      private final Product product;
      private final PackedHead.Sampling sampling;

      /**
       * @param inputs the rows of the inputs and the ones
       * @param z the rows that are drawn
       */
      Sampling(CandidateRows rows, NativeTensor inputs, NativeTensor z) {
        NativeTensor yAndOne = rows.createWithOne(spec.hidden());
        y = yAndOne.rows(0, spec.hidden());
        product = rows.product(layer, inputs, y);
        sampling = packedHead.new Sampling(rows, yAndOne, z);
      }

      /** The next z, in place, drawn row by row. */
      void step(NativeKernel kernel, RandomGenerator random) {
        product.compute();
        kernel.activate(Dense.Activation.LEAKY_RELU, y);
        sampling.step(kernel, random);
      }
    }
  }
}
