package org.planetbench.agents.nn.host;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.Categorical;
import org.planetbench.agents.nn.kernel.CategoricalKernel;

/**
 * Draws the one-hot vectors of {@link Categorical} for many candidates, feature-major, in single
 * precision. One instance serves one thread.
 */
public final class CategoricalSampler {
  private final int classes;
  private final int width;
  private final float[] weights; // [classes, width]
  private final float[] most;
  private final float[] sum;
  private final float[] left;
  private final float[] drawn;

  /**
   * @param width how many candidates
   */
  public CategoricalSampler(int classes, int width) {
    this.classes = classes;
    this.width = width;
    weights = new float[classes * width];
    most = new float[width];
    sum = new float[width];
    left = new float[width];
    drawn = new float[width];
  }

  /**
   * Draws variable by variable, a uniform number for each candidate.
   *
   * @param logits [variables * classes, width]
   * @param z as many, filled with the one-hot vectors; may be the logits
   */
  public void draw(NativeTensor logits, RandomGenerator random, NativeTensor z) {
    for (int at = 0; at < logits.size(); at += weights.length) {
      logits.floats().get(at, weights);
      drawVariable(random);
      z.floats().put(at, weights);
    }
  }

  private void drawVariable(RandomGenerator random) {
    Arrays.fill(most, Float.NEGATIVE_INFINITY);
    Arrays.fill(sum, 0f);
    Arrays.fill(drawn, 0f);
    for (int k = 0; k < classes; k++) {
      CategoricalKernel.max(weights, k * width, most, width);
    }
    for (int k = 0; k < classes; k++) {
      CategoricalKernel.exp(weights, k * width, most, sum, width);
    }
    for (int i = 0; i < width; i++) {
      left[i] = random.nextFloat() * sum[i];
    }
    for (int k = 0; k < classes - 1; k++) {
      CategoricalKernel.draw(weights, k * width, left, drawn, width);
    }
    CategoricalKernel.drawLast(weights, (classes - 1) * width, drawn, width);
  }
}
