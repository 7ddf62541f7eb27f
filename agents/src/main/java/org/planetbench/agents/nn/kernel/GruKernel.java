package org.planetbench.agents.nn.kernel;

/**
 * The elementwise half of a GRU as TensorFlow defines it, between its matrix products: the reset
 * gate acts on h before the product. The gates arrive as pre-activations and leave as activations.
 */
public final class GruKernel {
  private GruKernel() {}

  /** r = sigmoid(r), u = sigmoid(u), rh = r h. */
  public static void gates(float[] r, float[] u, float[] h, float[] rh, int n) {
    for (int i = 0; i < n; i++) {
      float reset = ElementwiseKernel.sigmoid(r[i]);
      r[i] = reset;
      rh[i] = reset * h[i];
    }
    ElementwiseKernel.sigmoid(u, n);
  }

  /** c = tanh(c), next = (1 - u) c + u h. */
  public static void next(float[] c, float[] u, float[] h, float[] next, int n) {
    for (int i = 0; i < n; i++) {
      float candidate = ElementwiseKernel.tanh(c[i]);
      c[i] = candidate;
      next[i] = Math.fma(u[i], h[i] - candidate, candidate);
    }
  }

  /**
   * Back through {@link #next}: du and dc are the gradients of the pre-activations, and dh gains
   * its direct share.
   */
  public static void nextGradient(
      float[] dNext, float[] c, float[] u, float[] h, float[] dc, float[] du, float[] dh, int n) {
    for (int i = 0; i < n; i++) {
      float d = dNext[i];
      float update = u[i];
      float candidate = c[i];
      dc[i] = d * (1f - update) * (1f - candidate * candidate);
      du[i] = d * (h[i] - candidate) * update * (1f - update);
      dh[i] = Math.fma(d, update, dh[i]);
    }
  }

  /** Back through {@link #gates}: drh becomes the gradient of r's pre-activation in dr. */
  public static void gatesGradient(
      float[] drh, float[] r, float[] h, float[] dr, float[] dh, int n) {
    for (int i = 0; i < n; i++) {
      float d = drh[i];
      float reset = r[i];
      dr[i] = d * h[i] * reset * (1f - reset);
      dh[i] = Math.fma(d, reset, dh[i]);
    }
  }
}
