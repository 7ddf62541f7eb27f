package org.planetbench.agents.nn.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CategoricalKernelTest {
  @Test
  void exponentialsOfNumbersUpToZero() {
    for (float x = 0; x > -20; x -= 0.0137f) {
      double expected = Math.exp(x);
      assertEquals(expected, CategoricalKernel.exp(x), 3e-7 * expected, "exp of " + x);
    }
    assertEquals(1, CategoricalKernel.exp(0));
    assertEquals(Math.pow(2, -30), CategoricalKernel.exp(-1e9f), 1e-15);
    assertEquals(Math.pow(2, -30), CategoricalKernel.exp(Float.NEGATIVE_INFINITY), 1e-15);
  }
}
