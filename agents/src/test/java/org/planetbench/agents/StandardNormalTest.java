package org.planetbench.agents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class StandardNormalTest {
  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Test
  void approximatesLogarithmSineAndCosine() {
    for (double u = 0x1p-33; u < 1; u *= 1.0001) {
      assertEquals(Math.log(u), StandardNormal.ln(u), 1e-9);
    }
    for (double x = -Math.PI / 2; x <= Math.PI / 2; x += 1e-4) {
      assertEquals(Math.sin(x), StandardNormal.sin(x), 1e-9);
      assertEquals(Math.cos(x), StandardNormal.cos(x), 1e-8);
    }
  }

  /** Four million draws: each moment within some five of its own standard errors. */
  @Test
  void hasTheMomentsOfAStandardNormal() {
    float[] x = new float[4_000_000];
    StandardNormal.fill(random(1), x);
    double[] moments = new double[7];
    double pairs = 0;
    for (int i = 0; i < x.length; i++) {
      double power = 1;
      for (int k = 1; k <= 6; k++) {
        power *= x[i];
        moments[k] += power / x.length;
      }
      pairs += i % 2 == 1 ? x[i] * (double) x[i - 1] / (x.length / 2.0) : 0;
    }
    assertEquals(0, moments[1], 0.0025);
    assertEquals(1, moments[2], 0.0035);
    assertEquals(0, moments[3], 0.01);
    assertEquals(3, moments[4], 0.025);
    assertEquals(0, moments[5], 0.08);
    assertEquals(15, moments[6], 0.25);
    assertEquals(0, pairs, 0.0035); // sine and cosine of one pair
  }

  /** Kolmogorov and Smirnov's distance, against quantiles of SciPy's norm.cdf. */
  @Test
  void hasTheDistributionOfAStandardNormal() {
    double[] at = {-3, -2, -1, -0.5, 0, 0.25, 1, 2, 3, 4};
    double[] cdf = {
      0.0013498980316301, 0.0227501319481792, 0.158655253931457, 0.308537538725987, 0.5,
      0.598706325682924, 0.841344746068543, 0.977249868051821, 0.99865010196837, 0.999968328758167
    };
    float[] x = new float[1_000_001];
    StandardNormal.fill(random(2), x);
    for (int i = 0; i < at.length; i++) {
      int below = 0;
      for (float value : x) {
        below += value <= at[i] ? 1 : 0;
      }
      assertEquals(cdf[i], below / (double) x.length, 0.002);
    }
  }

  @Test
  void isAFunctionOfTheStream() {
    float[] whole = new float[7];
    StandardNormal.fill(random(3), whole);
    float[] again = new float[9];
    StandardNormal.fill(random(3), again, 1, 8);
    assertArrayEquals(whole, Arrays.copyOfRange(again, 1, 8), 0f);
    assertEquals(0f, again[0]);
    assertEquals(0f, again[8]);
  }

  /** The very bits: a change here changes every result of the project. */
  @Test
  void neverChanges() {
    float[] x = new float[4];
    StandardNormal.fill(random(42), x);
    assertEquals("[0.24003129, -0.81609267, -0.0053610723, -0.89327735]", Arrays.toString(x));
  }

  @Test
  void isFiniteAtTheEndsOfTheGenerator() {
    for (long bits : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0xffffffffL}) {
      float[] x = new float[2];
      StandardNormal.fill(() -> bits, x);
      assertTrue(Float.isFinite(x[0]) && Float.isFinite(x[1]));
      assertTrue(Math.hypot(x[0], x[1]) < 6.8);
    }
  }
}
