package org.planetbench.agents.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** World-models-spec section 11.4, PyTorch 2.9.1 in double precision, and finite differences. */
class TruncatedNormalTest {
  private static final float[] NOISE = {0.3f};

  /** Mean 0.2, deviation 0.6. */
  private static TruncatedNormal ofTheSpecification() {
    return of(0.20273255f, -2.1972246f);
  }

  private static TruncatedNormal of(float... raw) {
    return TruncatedNormal.of(Rows.constant(raw));
  }

  @Test
  void meanAndDeviationAreThoseComputedByHand() {
    TruncatedNormal both = of(0, 3, 0, -100);
    assertEquals(0, both.mean(0, 0));
    assertEquals(Math.tanh(3), both.mean(0, 1), 1e-12);
    assertEquals(1.1, both.std(0, 0), 1e-12);
    assertEquals(0.1, both.std(0, 1), 1e-12);
    assertEquals(2.1, of(0, 100).std(0, 0), 1e-12);
  }

  @Test
  void entropyDensityAndSampleArePytorchs() {
    TruncatedNormal policy = ofTheSpecification();
    assertEquals(0.6027797, policy.entropy(0, NOISE), 1e-7);
    assertEquals(-0.6343404234678609, policy.logDensity(0, new float[] {0.7f}), 1e-6);
    assertEquals(-0.1345548202017393, sample(policy, 0.3f), 1e-6);
    assertEquals(0.9967701971056779, sample(policy, 0.999f), 1e-6);
  }

  @Test
  void theDensityIntegratesToOne() {
    for (TruncatedNormal policy : List.of(ofTheSpecification(), of(5, -9), of(-0.3f, 4))) {
      double sum = 0;
      double entropy = 0;
      for (int i = 0; i < 20_000; i++) {
        float x = (float) ((i + 0.5) / 10_000 - 1);
        double density = policy.logDensity(0, new float[] {x});
        sum += Math.exp(density) / 10_000;
        entropy -= Math.exp(density) * density / 10_000;
      }
      assertEquals(1, sum, 1e-4);
      assertEquals(entropy, policy.entropy(0, NOISE), 2e-4);
    }
  }

  @Test
  void theModeIsTheLikeliest() {
    TruncatedNormal policy = ofTheSpecification();
    assertArrayEquals(new float[] {0.2f}, policy.mode(0), 1e-7f);
    double highest = policy.logDensity(0, policy.mode(0));
    assertTrue(highest > policy.logDensity(0, new float[] {0.25f}));
    assertTrue(highest > policy.logDensity(0, new float[] {0.15f}));
  }

  /** Whatever the parameters, and even of the least and the greatest float of a uniform draw. */
  @Test
  void samplesAreNearlyWithinTheBounds() {
    for (float r : new float[] {-50, -3, 0, 3, 50}) {
      for (float t : new float[] {-50, 0, 50}) {
        for (float u : new float[] {0, 1e-7f, 0.5f, 1 - 0x1p-24f}) {
          double x = sample(of(r, t), u);
          assertTrue(Math.abs(x) <= 1 - 9e-7, "%s of %s, %s at %s".formatted(x, r, t, u));
        }
        assertTrue(Double.isFinite(of(r, t).entropy(0, NOISE)));
      }
    }
  }

  /** That of u in its own distribution is u: the mean of many samples is the distribution's. */
  @Test
  void samplesHaveTheDistributionsMean() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    TruncatedNormal policy = ofTheSpecification();
    double sum = 0;
    double expected = 0;
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      sum += sample(policy, random.nextFloat());
      float x = (float) (2 * (i + 0.5) / count - 1);
      expected += x * Math.exp(policy.logDensity(0, new float[] {x})) * 2;
    }
    assertEquals(expected / count, sum / count, 0.015); // four standard errors
  }

  @Test
  void gradientsOfSamplesAreThoseOfFiniteDifferences() {
    FiniteDifferences check = new FiniteDifferences();
    Rows raw = check.input(4, 6);
    float[][] uniform = check.matrix(4, 3);
    for (float[] row : uniform) {
      for (int j = 0; j < row.length; j++) {
        row[j] = 0.5f + 0.4f * (float) Math.tanh(row[j]);
      }
    }
    check.check(tape -> TruncatedNormal.of(raw).sample(tape, Rows.constant(uniform)), List.of(raw));
  }

  @Test
  void theGradientOfTheEntropyIsThatOfFiniteDifferences() {
    FiniteDifferences check = new FiniteDifferences();
    Rows raw = check.input(4, 6);
    Tape tape = TestTapes.recording(0);
    TruncatedNormal.of(raw).addEntropy(tape, raw, 0.7);
    tape.backward();
    check.compare(
        () -> {
          TruncatedNormal policy = TruncatedNormal.of(raw);
          double sum = 0;
          for (int i = 0; i < 4; i++) {
            sum -= 0.7 * policy.entropy(i, NOISE);
          }
          return sum;
        },
        List.of(raw));
  }

  private static double sample(TruncatedNormal policy, float uniform) {
    return policy.sample(TestTapes.forgetting(), Rows.constant(new float[] {uniform})).read()[0][0];
  }
}
