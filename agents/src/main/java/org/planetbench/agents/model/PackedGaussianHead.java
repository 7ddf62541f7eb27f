package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.NativeKernel;
import org.planetbench.agents.nn.NativeTensor;
import org.planetbench.agents.nn.Product;

/**
 * The {@link GaussianHead} of a prior for planning.
 *
 * <pre>
 *   hidden          [inputs]     -> y
 *   distribution    [y   1]      -> mean, std -> z
 * </pre>
 *
 * If z is the mean, there is no std, and the mean is computed where z stands.
 */
final class PackedGaussianHead {
  private final ModelSpec spec;
  private final boolean meanOnly;
  private final NativeTensor hidden; // columns: the inputs and a 1, in the caller's order
  private final NativeTensor distribution; // columns y, 1; rows mean, raw std

  PackedGaussianHead(PackedWeights weights, ModelSpec spec, int inputs, boolean meanOnly) {
    this.spec = spec;
    this.meanOnly = meanOnly;
    hidden = weights.create(spec.hidden(), inputs);
    distribution = weights.create((meanOnly ? 1 : 2) * spec.stochastic(), spec.hidden());
  }

  /**
   * @param columns of the head's hidden layer, the bias among them, in the order of the inputs
   */
  void load(GaussianHead head, float[][]... columns) {
    PackedWeights.pack(hidden, 0, columns);
    PackedWeights.layer(distribution, 0, head.mean());
    if (!meanOnly) {
      PackedWeights.layer(distribution, spec.stochastic(), head.std());
    }
  }

  /** The head on the rows that it is given. */
  final class Sampling {
    private final NativeTensor y;
    private final NativeTensor mean;
    private final NativeTensor std;
    private final NativeTensor z;
    private final Product hiddenProduct;
    private final Product distributionProduct;

    /**
     * @param inputs the rows of the inputs and the ones
     * @param z the rows that are drawn
     */
    Sampling(CandidateRows rows, NativeTensor inputs, NativeTensor z) {
      this.z = z;
      int s = spec.stochastic();
      NativeTensor yAndOne = rows.createWithOne(spec.hidden());
      y = yAndOne.rows(0, spec.hidden());
      NativeTensor drawnFrom = meanOnly ? z : rows.create(2 * s);
      mean = drawnFrom.rows(0, s);
      std = drawnFrom.rows(meanOnly ? 0 : s, s); // not read if z is the mean
      hiddenProduct = rows.product(hidden, inputs, y);
      distributionProduct = rows.product(distribution, yAndOne, drawnFrom);
    }

    /** The next z, in place. Draws a normal for each of its entries, row by row. */
    void step(NativeKernel kernel, RandomGenerator random) {
      hiddenProduct.compute();
      kernel.relu(y);
      distributionProduct.compute();
      if (!meanOnly) {
        kernel.sample(mean, std, (float) spec.minStd(), random, z);
      }
    }
  }
}
