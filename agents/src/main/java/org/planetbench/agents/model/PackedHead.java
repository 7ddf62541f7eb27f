package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.host.NativeKernel;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/**
 * The {@link LatentHead} of a prior for planning.
 *
 * <pre>
 *   hidden          [inputs]     -> y
 *   distribution    [y   1]      -> its parts -> z
 * </pre>
 */
abstract class PackedHead {
  private final LatentHead<?> head;
  private final int units;
  private final NativeTensor hidden; // columns: the inputs and a 1, in the caller's order
  private final NativeTensor distribution; // columns y, 1; rows: the parts
  private final int parts;

  /**
   * @param units of the hidden layer
   * @param parts numbers of one distribution
   */
  PackedHead(PackedWeights weights, LatentHead<?> head, int units, int inputs, int parts) {
    this.head = head;
    this.units = units;
    this.parts = parts;
    hidden = weights.create(units, inputs);
    distribution = weights.create(parts, units);
  }

  /**
   * Copies the weights as they are now.
   *
   * @param columns of the head's hidden layer, the bias among them, in the order of the inputs
   */
  final void load(float[][]... columns) {
    PackedWeights.pack(hidden, 0, columns);
    loadParts(distribution);
  }

  /** Copies the weights of the parts, one part after the other. */
  abstract void loadParts(NativeTensor rows);

  /**
   * How z is drawn from the parts [parts, width], in place; z is where they stand if they are z.
   */
  abstract Draw draw(NativeTensor drawnFrom, NativeTensor z);

  /** Where the parts are computed: by default in rows of their own. */
  NativeTensor drawnFrom(CandidateRows rows, NativeTensor z) {
    return rows.create(parts);
  }

  /** Draws z from what it is drawn from, both as they are. */
  interface Draw {
    void draw(NativeKernel kernel, RandomGenerator random);
  }

  /** The head on the rows that it is given. */
  final class Sampling {
    private final NativeTensor y;
    private final Draw draw;
    private final Product hiddenProduct;
    private final Product distributionProduct;

    /**
     * @param inputs the rows of the inputs and the ones
     * @param z the rows that are drawn
     */
    Sampling(CandidateRows rows, NativeTensor inputs, NativeTensor z) {
      NativeTensor yAndOne = rows.createWithOne(units);
      y = yAndOne.rows(0, units);
      NativeTensor drawnFrom = drawnFrom(rows, z);
      draw = draw(drawnFrom, z);
      hiddenProduct = rows.product(hidden, inputs, y);
      distributionProduct = rows.product(distribution, yAndOne, drawnFrom);
    }

    /** The next z, in place, drawn row by row. */
    void step(NativeKernel kernel, RandomGenerator random) {
      hiddenProduct.compute();
      kernel.activate(head.hidden().activation(), y);
      distributionProduct.compute();
      draw.draw(kernel, random);
    }
  }
}
