package org.planetbench.agents.nn.kernel;

/**
 * The elementwise half of a GRU, between its matrix products. The gates arrive as pre-activations
 * and leave as activations. Where TensorFlow defines it, the reset gate acts on h before the
 * product; where Keras does, after it.
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

  /** Keras's reset: c += sigmoid(r) y, where y is the candidate's share of h. */
  public static void reset(float[] r, float[] y, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      c[i] = Math.fma(ElementwiseKernel.sigmoid(r[i]), y[i], c[i]);
    }
  }

  /**
   * Keras's cell: of x, the input's shares of u, r and c, side by side, the activations, and next =
   * u h + (1 - u) c.
   *
   * @param y the state's shares
   */
  public static void resetAfter(float[] x, float[] y, float[] h, float[] next, int n) {
    for (int i = 0; i < n; i++) {
      float update = ElementwiseKernel.sigmoid(x[i] + y[i]);
      float reset = ElementwiseKernel.sigmoid(x[n + i] + y[n + i]);
      float candidate = ElementwiseKernel.tanh(Math.fma(reset, y[2 * n + i], x[2 * n + i]));
      x[i] = update;
      x[n + i] = reset;
      x[2 * n + i] = candidate;
      next[i] = Math.fma(update, h[i] - candidate, candidate);
    }
  }

  /**
   * Back through {@link #resetAfter}: dx and dy are the gradients of both shares, and dh gains its
   * direct one.
   */
  public static void resetAfterGradient(
      float[] dNext, float[] x, float[] y, float[] h, float[] dx, float[] dy, float[] dh, int n) {
    for (int i = 0; i < n; i++) {
      float d = dNext[i];
      float update = x[i];
      float reset = x[n + i];
      float candidate = x[2 * n + i];
      float du = d * (h[i] - candidate) * update * (1f - update);
      float dc = d * (1f - update) * (1f - candidate * candidate);
      float dr = dc * y[2 * n + i] * reset * (1f - reset);
      dx[i] = du;
      dy[i] = du;
      dx[n + i] = dr;
      dy[n + i] = dr;
      dx[2 * n + i] = dc;
      dy[2 * n + i] = dc * reset;
      dh[i] = Math.fma(d, update, dh[i]);
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
