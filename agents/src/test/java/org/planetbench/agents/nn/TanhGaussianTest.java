package org.planetbench.agents.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** World-models-spec section 11.4, and finite differences. */
class TanhGaussianTest {
  @Test
  void meanAndDeviationAreThoseComputedByHand() {
    TanhGaussian policy =
        TanhGaussian.of(TestTapes.forgetting(), Rows.constant(new float[] {3, 0, 0, -1}), 5);
    assertEquals(2.6852478, policy.before().mean().read()[0][0], 1e-6);
    assertEquals(0, policy.before().mean().read()[0][1]);
    assertEquals(5.0001, policy.before().std().read()[0][0], 1e-6);
    assertEquals(4.0116112, policy.before().std().read()[0][1], 1e-6);
  }

  @Test
  void theFirstDeviationIsTheOneAskedFor() {
    for (double first : new double[] {0.3, 1, 5}) {
      TanhGaussian policy =
          TanhGaussian.of(TestTapes.forgetting(), Rows.constant(new float[] {0, 0}), first);
      assertEquals(first + 1e-4, policy.before().std().read()[0][0], 1e-6);
    }
  }

  @Test
  void actionAndDensityAreThoseComputedByHand() {
    TanhGaussian policy = of(0.3f, 0.5f);
    float[] epsilon = {(0.7f - 0.3f) / 0.5f};
    assertEquals(
        0.6043678,
        policy.sample(TestTapes.forgetting(), Rows.constant(epsilon)).read()[0][0],
        1e-6);
    assertEquals(-0.0912509, policy.logDensity(0, epsilon), 1e-6);
  }

  @Test
  void numbersOfAnActionAreIndependent() {
    TanhGaussian both =
        new TanhGaussian(
            new Gaussian(
                Rows.constant(new float[] {0.3f, -1}), Rows.constant(new float[] {0.5f, 2})));
    assertEquals(
        of(0.3f, 0.5f).logDensity(0, new float[] {0.8f})
            + of(-1, 2).logDensity(0, new float[] {-0.4f}),
        both.logDensity(0, new float[] {0.8f, -0.4f}),
        1e-12);
  }

  /** Beyond, where the action is 1 in floats, it would grow without bound. */
  @Test
  void theDensityOfABoundIsFinite() {
    TanhGaussian wide = of(0, 5);
    assertEquals(
        wide.logDensity(0, new float[] {10}), wide.logDensity(0, new float[] {1000}), 1e-12);
    assertTrue(wide.logDensity(0, new float[] {10}) > wide.logDensity(0, new float[] {1}));
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    FiniteDifferences check = new FiniteDifferences();
    Rows raw = check.input(4, 6);
    for (float[] row : raw.read()) {
      for (int j = 3; j < 6; j++) {
        row[j] -= 4.5f; // a deviation of about 1, so that few actions are at a bound
      }
    }
    float[][] epsilon = check.matrix(4, 3);
    check.check(
        tape -> TanhGaussian.of(tape, raw, 5).sample(tape, Rows.constant(epsilon)), List.of(raw));
  }

  private static TanhGaussian of(float mean, float std) {
    return new TanhGaussian(
        new Gaussian(Rows.constant(new float[] {mean}), Rows.constant(new float[] {std})));
  }
}
