package org.planetbench.agents.nn.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The rational functions against {@link StrictMath} in double precision; the masks by hand. */
class ElementwiseKernelTest {
  @Test
  void tanhIsWithinAFewUnitsInTheLastPlace() {
    for (float x = -20f; x <= 20f; x += 0.0137f) {
      double expected = StrictMath.tanh(x);
      assertEquals(expected, ElementwiseKernel.tanh(x), 3e-7 * Math.abs(expected), "tanh " + x);
    }
    assertEquals(0f, ElementwiseKernel.tanh(0f));
    assertEquals(1e-30f, ElementwiseKernel.tanh(1e-30f), 1e-36f);
  }

  @Test
  void sigmoidAndSoftplusAreWithinTheirAbsoluteErrors() {
    for (float x = -60f; x <= 60f; x += 0.0137f) {
      assertEquals(1 / (1 + StrictMath.exp(-x)), ElementwiseKernel.sigmoid(x), 2e-7, "at " + x);
      double softplus = Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
      assertEquals(
          softplus, ElementwiseKernel.softplus(x), Math.max(3e-7, 2e-7 * softplus), "at " + x);
    }
  }

  @Test
  void bothReluGradientsBlockWhereTheOutputIsZero() {
    float[] y = {0f, 1e-40f, 3f, 0f, 7f};
    float[] dy = {5f, -6f, -7f, Float.NaN, 8f};
    int[] bits = new int[5];
    int[] yBits = new int[5];
    for (int i = 0; i < 5; i++) {
      yBits[i] = Float.floatToRawIntBits(y[i]);
      bits[i] = Float.floatToRawIntBits(dy[i]);
    }
    ElementwiseKernel.reluGradientBits(yBits, bits, 5);
    ElementwiseKernel.reluGradient(y, dy, 5);
    float[] expected = {0f, -6f, -7f, 0f, 8f};
    assertArrayEquals(expected, dy);
    for (int i = 0; i < 5; i++) {
      assertEquals(expected[i], Float.intBitsToFloat(bits[i]));
    }
  }

  @Test
  void eluAndItsGradientAreThoseOfTheExponential() {
    for (float x = -20f; x <= 20f; x += 0.0137f) {
      double expected = x > 0 ? x : StrictMath.expm1(x);
      float[] y = {x};
      ElementwiseKernel.elu(y, 1);
      assertEquals(expected, y[0], 4e-7 * Math.max(1e-3, Math.abs(expected)), "at " + x);
      float[] dy = {3f};
      ElementwiseKernel.eluGradient(y, dy, 1);
      assertEquals(3 * Math.min(1, StrictMath.exp(x)), dy[0], 2e-6, "gradient at " + x);
    }
  }

  @Test
  void adamTakesTensorflowsStep() {
    float[] p = {1f};
    float[] m = {0.2f};
    float[] v = {0.04f};
    ElementwiseKernel.adam(p, new float[] {3f}, m, v, 0.5f, 0.01f, 1e-4f, 1);
    double expectedM = 0.9 * 0.2 + 0.1 * 1.5;
    double expectedV = 0.999 * 0.04 + 0.001 * 2.25;
    assertEquals(expectedM, m[0], 1e-7);
    assertEquals(expectedV, v[0], 1e-8);
    assertEquals(1 - 0.01 * expectedM / (Math.sqrt(expectedV) + 1e-4), p[0], 1e-7);
  }
}
