package org.planetbench.agents.nn.kernel;

/**
 * Draws classes for many candidates at once, class by class: entry i of each row is candidate i's.
 * The loops have no branch.
 */
public final class CategoricalKernel {
  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -2.1219444e-4f;

  /** What is less likely than 2^-30 of the likeliest class counts as this likely. */
  private static final int LEAST = -30;

  private CategoricalKernel() {}

  /** exp(x) of x up to 0, to a relative error of 2e-7 down to 2^-30 and no less than that. */
  static float exp(float x) {
    float bounded = Math.max(x, LEAST / LOG2_E);
    int n = (int) (bounded * LOG2_E - 0.5f); // to the nearest
    float r = Math.fma(-n, LN2_LOW, Math.fma(-n, LN2_HIGH, bounded)); // within ln 2 / 2 of 0
    float p = Math.fma(r, 1f / 720, 1f / 120);
    p = Math.fma(r, p, 1f / 24);
    p = Math.fma(r, p, 1f / 6);
    p = Math.fma(r, p, 0.5f);
    p = Math.fma(r, p, 1f);
    p = Math.fma(r, p, 1f);
    return p / (1 << -n);
  }

  /** most = max(most, x), x from a place on. */
  public static void max(float[] x, int from, float[] most, int n) {
    for (int i = 0; i < n; i++) {
      most[i] = Math.max(most[i], x[from + i]);
    }
  }

  /** x = exp(x - most), and sum += x, x from a place on. */
  public static void exp(float[] x, int from, float[] most, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      float e = exp(x[from + i] - most[i]);
      x[from + i] = e;
      sum[i] += e;
    }
  }

  /**
   * The next class, whose weights stand from a place on and become 1 where it is drawn, else 0.
   *
   * @param left the number that is drawn for, less the weights of the classes before; below 0 once
   *     a class was drawn
   */
  public static void draw(float[] weights, int from, float[] left, float[] drawn, int n) {
    for (int i = 0; i < n; i++) {
      left[i] -= weights[from + i];
      float passed = Math.min(1f, Math.max(0f, -left[i] * Float.MAX_VALUE)); // whether left < 0
      weights[from + i] = passed - drawn[i];
      drawn[i] = passed;
    }
  }

  /** The last class is drawn where no other was. */
  public static void drawLast(float[] weights, int from, float[] drawn, int n) {
    for (int i = 0; i < n; i++) {
      weights[from + i] = 1f - drawn[i];
    }
  }
}
