package org.planetbench.agents.nn.host;

import java.util.Arrays;
import org.planetbench.agents.nn.LocallyLinear;
import org.planetbench.agents.nn.kernel.CategoricalKernel;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/**
 * Mixes what {@link LocallyLinear} bases make of many candidates, feature-major. One instance
 * serves one thread.
 */
public final class Mixer {
  private final int bases;
  private final int width;
  private final float[] weights; // [bases, width]
  private final float[] weight;
  private final float[] value;
  private final float[] most;
  private final float[] sum;

  /**
   * @param width how many candidates
   */
  public Mixer(int bases, int width) {
    this.bases = bases;
    this.width = width;
    weights = new float[bases * width];
    weight = new float[width];
    value = new float[width];
    most = new float[width];
    sum = new float[width];
  }

  /** Of each candidate exp(alpha) in proportion to its sum, in place [bases, width]. */
  public void softmax(NativeTensor alpha) {
    alpha.floats().get(0, weights);
    Arrays.fill(most, Float.NEGATIVE_INFINITY);
    Arrays.fill(sum, 0f);
    for (int i = 0; i < bases; i++) {
      CategoricalKernel.max(weights, i * width, most, width);
    }
    for (int i = 0; i < bases; i++) {
      CategoricalKernel.exp(weights, i * width, most, sum, width);
    }
    for (int i = 0; i < bases; i++) {
      for (int j = 0; j < width; j++) {
        weights[i * width + j] /= sum[j];
      }
    }
    alpha.floats().put(0, weights);
  }

  /**
   * y = sum over i of alpha_i values_i.
   *
   * @param alpha [bases, width]
   * @param values [bases * outputs, width]
   * @param y [outputs, width]
   */
  public void mix(NativeTensor alpha, NativeTensor values, NativeTensor y) {
    alpha.floats().get(0, weights);
    int outputs = y.size() / width;
    for (int j = 0; j < outputs; j++) {
      Arrays.fill(sum, 0f);
      for (int i = 0; i < bases; i++) {
        System.arraycopy(weights, i * width, weight, 0, width);
        values.floats().get((i * outputs + j) * width, value);
        ElementwiseKernel.multiplyAdd(weight, value, sum, width);
      }
      y.floats().put(j * width, sum);
    }
  }
}
