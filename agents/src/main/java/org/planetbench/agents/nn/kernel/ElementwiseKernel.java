package org.planetbench.agents.nn.kernel;

/** Elementwise functions over the first n entries of arrays, written so that C2 vectorises them. */
public final class ElementwiseKernel {
  /** Slope of {@link #leakyRelu} below 0, as in Lee et al. 2020. */
  public static final float LEAK = 0.2f;

  private static final float LN2 = 0.6931472f;

  private ElementwiseKernel() {}

  /**
   * tanh as a rational function, degree 13 over 6, on the range where tanh differs from 1 in float
   * (the coefficients that Eigen, XLA and TensorFlow use); within 3e-7, and in proportion near 0.
   */
  static float tanh(float x) {
    float v = Math.max(-7.905311f, Math.min(7.905311f, x));
    float s = v * v;
    float p = Math.fma(s, -2.7607684e-16f, 2.000188e-13f);
    p = Math.fma(s, p, -8.604672e-11f);
    p = Math.fma(s, p, 5.1222973e-08f);
    p = Math.fma(s, p, 1.48572235e-05f);
    p = Math.fma(s, p, 6.3726195e-04f);
    p = Math.fma(s, p, 4.8935246e-03f);
    float q = Math.fma(s, 1.1982584e-06f, 1.1853471e-04f);
    q = Math.fma(s, q, 2.2684347e-03f);
    q = Math.fma(s, q, 4.893525e-03f);
    return v * p / q;
  }

  /** The logistic function 1 / (1 + exp(-x)) as (1 + tanh(x / 2)) / 2. */
  public static float sigmoid(float x) {
    return Math.fma(0.5f, tanh(0.5f * x), 0.5f);
  }

  /**
   * log(1 + exp(x)), to an absolute error of 2e-7.
   *
   * <p>With t = tanh(|x| / 2): softplus(x) = max(x, 0) + ln 2 - ln(1 + t), and ln(1 + t) = 2
   * artanh(s) with s = t / (2 + t) in [0, 1/3], whose odd series converges by a ninth each term.
   */
  static float softplus(float x) {
    float t = tanh(0.5f * Math.abs(x));
    float s = t / (2f + t);
    float q = s * s;
    float p = Math.fma(q, 1f / 13, 1f / 11);
    p = Math.fma(q, p, 1f / 9);
    p = Math.fma(q, p, 1f / 7);
    p = Math.fma(q, p, 1f / 5);
    p = Math.fma(q, p, 1f / 3);
    p = Math.fma(q, p, 1f);
    return Math.max(x, 0f) + (LN2 - 2f * s * p);
  }

  public static void tanh(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = tanh(x[i]);
    }
  }

  public static void sigmoid(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = sigmoid(x[i]);
    }
  }

  /** y = softplus(x) + floor. */
  public static void softplus(float[] x, float floor, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = softplus(x[i]) + floor;
    }
  }

  /** y = sqrt(x + floor). */
  public static void deviation(float[] x, float floor, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (float) Math.sqrt(x[i] + floor);
    }
  }

  /** dx += dy * sigmoid(x). */
  public static void softplusGradient(float[] x, float[] dy, float[] dx, int n) {
    for (int i = 0; i < n; i++) {
      dx[i] = Math.fma(dy[i], sigmoid(x[i]), dx[i]);
    }
  }

  public static void relu(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = Math.max(x[i], 0f);
    }
  }

  public static void leakyRelu(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = Math.max(x[i], LEAK * x[i]);
    }
  }

  /** x where it is positive, else exp(x) - 1, which is 2 t / (1 - t) of t = tanh(x / 2). */
  public static void elu(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      float t = tanh(0.5f * Math.min(x[i], 0f));
      x[i] = Math.max(x[i], 0f) + 2f * t / (1f - t);
    }
  }

  /** dy *= y + 1 where y, that came out of {@link #elu}, is not positive. */
  public static void eluGradient(float[] y, float[] dy, int n) {
    for (int i = 0; i < n; i++) {
      dy[i] *= Math.min(y[i], 0f) + 1f;
    }
  }

  /** dy *= {@link #LEAK} where y, that came out of {@link #leakyRelu}, is not positive. */
  public static void leakyReluGradient(float[] y, float[] dy, int n) {
    for (int i = 0; i < n; i++) {
      dy[i] = y[i] > 0f ? dy[i] : LEAK * dy[i];
    }
  }

  /** dy *= y (1 - y), for y that came out of {@link #sigmoid}. */
  public static void sigmoidGradient(float[] y, float[] dy, int n) {
    for (int i = 0; i < n; i++) {
      dy[i] *= y[i] * (1f - y[i]);
    }
  }

  /**
   * dy = 0 where y = 0, for y that came out of {@link #relu}. Both are raw float bits: a positive
   * float is a positive int, so that the sign of the negated int is the mask, without a branch.
   */
  public static void reluGradientBits(int[] y, int[] dy, int n) {
    for (int i = 0; i < n; i++) {
      dy[i] &= -y[i] >> 31;
    }
  }

  /** As {@link #reluGradientBits}, on floats. */
  public static void reluGradient(float[] y, float[] dy, int n) {
    for (int i = 0; i < n; i++) {
      dy[i] = y[i] > 0f ? dy[i] : 0f;
    }
  }

  public static void fill(float[] y, float value, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = value;
    }
  }

  /** y += x. */
  public static void add(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] += x[i];
    }
  }

  /** x *= factor. */
  public static void scale(float[] x, float factor, int n) {
    for (int i = 0; i < n; i++) {
      x[i] *= factor;
    }
  }

  /** z = x y. */
  public static void multiply(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = x[i] * y[i];
    }
  }

  /** z += x y. */
  public static void multiplyAdd(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = Math.fma(x[i], y[i], z[i]);
    }
  }

  /** z = mean + std * epsilon. */
  public static void sample(float[] mean, float[] std, float[] epsilon, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = Math.fma(std[i], epsilon[i], mean[i]);
    }
  }

  /** d = scale * (y - x), and squares += (y - x)^2, position by position. */
  public static void squaredError(
      float[] y, float[] x, float scale, float[] d, float[] squares, int n) {
    for (int i = 0; i < n; i++) {
      float e = y[i] - x[i];
      d[i] = scale * e;
      squares[i] = Math.fma(e, e, squares[i]);
    }
  }

  /**
   * One step of Adam with decays 0.9 and 0.999 and TensorFlow's epsilon: m and v move towards g and
   * g^2, then p -= rate * m / (sqrt(v) + epsilon), the bias corrections being part of the rate.
   */
  public static void adam(
      float[] p,
      float[] g,
      float[] m,
      float[] v,
      float gradientScale,
      float rate,
      float epsilon,
      int n) {
    for (int i = 0; i < n; i++) {
      float d = gradientScale * g[i];
      m[i] = Math.fma(0.9f, m[i], 0.1f * d);
      v[i] = Math.fma(0.999f, v[i], 0.001f * d * d);
      p[i] -= rate * m[i] / ((float) Math.sqrt(v[i]) + epsilon);
    }
  }
}
