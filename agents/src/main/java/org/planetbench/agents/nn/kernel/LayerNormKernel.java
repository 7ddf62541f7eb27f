package org.planetbench.agents.nn.kernel;

/** The elementwise half of DreamerV2's recurrent cell, after its one matrix product. */
public final class LayerNormKernel {
  private LayerNormKernel() {}

  /** sum += weight (x - mean)^2, position by position. */
  public static void addSquares(float[] x, float[] mean, float weight, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      float apart = x[i] - mean[i];
      sum[i] = Math.fma(weight * apart, apart, sum[i]);
    }
  }

  /** x = 1 / sqrt(x + epsilon). */
  public static void inverseDeviations(float[] x, float epsilon, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = 1f / (float) Math.sqrt(x[i] + epsilon);
    }
  }

  /** x = scale (x - mean) inverse + offset, position by position. */
  public static void normalise(
      float[] x, float[] mean, float[] inverse, float scale, float offset, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = Math.fma(scale, (x[i] - mean[i]) * inverse[i], offset);
    }
  }

  /**
   * A row brought to mean 0 and variance 1.
   *
   * @return what it was multiplied by: 1 / sqrt(variance + epsilon)
   */
  public static float normalise(float[] x, float epsilon, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += x[i];
    }
    double mean = sum / n;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double apart = x[i] - mean;
      squares += apart * apart;
    }
    double inverse = 1 / Math.sqrt(squares / n + epsilon);
    for (int i = 0; i < n; i++) {
      x[i] = (float) ((x[i] - mean) * inverse);
    }
    return (float) inverse;
  }

  /**
   * Back through {@link #normalise(float[], float, int)}: dx becomes the gradient of its input.
   *
   * @param x what it made
   * @param inverse what it returned
   */
  public static void normaliseGradient(float[] x, float inverse, float[] dx, int n) {
    double sum = 0;
    double along = 0;
    for (int i = 0; i < n; i++) {
      sum += dx[i];
      along += (double) dx[i] * x[i];
    }
    float mean = (float) (sum / n);
    float slope = (float) (along / n);
    for (int i = 0; i < n; i++) {
      dx[i] = inverse * (dx[i] - mean - slope * x[i]);
    }
  }

  /** h moves to tanh(sigmoid(r) c) by the share sigmoid(u) of the way. */
  public static void next(float[] r, float[] c, float[] u, float[] h, int n) {
    for (int i = 0; i < n; i++) {
      float candidate = ElementwiseKernel.tanh(ElementwiseKernel.sigmoid(r[i]) * c[i]);
      h[i] = Math.fma(ElementwiseKernel.sigmoid(u[i]), candidate - h[i], h[i]);
    }
  }

  /**
   * The same of one row of r, c and u side by side.
   *
   * @param gates becomes sigmoid(r), the candidate, and sigmoid(u)
   */
  public static void nextOfRow(float[] pre, float[] h, float[] gates, float[] next, int n) {
    for (int i = 0; i < n; i++) {
      float reset = ElementwiseKernel.sigmoid(pre[i]);
      float candidate = ElementwiseKernel.tanh(reset * pre[n + i]);
      float update = ElementwiseKernel.sigmoid(pre[2 * n + i]);
      gates[i] = reset;
      gates[n + i] = candidate;
      gates[2 * n + i] = update;
      next[i] = Math.fma(update, candidate - h[i], h[i]);
    }
  }

  /**
   * Back through {@link #nextOfRow}: dPre becomes the gradient of r, c and u, and dh gains its
   * direct share.
   */
  public static void nextOfRowGradient(
      float[] dNext, float[] pre, float[] h, float[] gates, float[] dPre, float[] dh, int n) {
    for (int i = 0; i < n; i++) {
      float d = dNext[i];
      float reset = gates[i];
      float candidate = gates[n + i];
      float update = gates[2 * n + i];
      float dc = d * update * (1f - candidate * candidate);
      dPre[i] = dc * pre[n + i] * reset * (1f - reset);
      dPre[n + i] = dc * reset;
      dPre[2 * n + i] = d * (candidate - h[i]) * update * (1f - update);
      dh[i] = Math.fma(d, 1f - update, dh[i]);
    }
  }
}
