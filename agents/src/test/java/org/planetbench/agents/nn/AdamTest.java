package org.planetbench.agents.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class AdamTest {
  /**
   * A gradient of (3, 4) clipped to norm 1 is (0.6, 0.8); the first step is rate * g / (|g| + e').
   */
  @Test
  void clipsTheGlobalNormAndCorrectsTheBias() {
    ParameterSet set =
        TestTapes.parameters(1, RandomGeneratorFactory.of("L64X128MixRandom").create(1));
    Parameter a = set.constant("a", 1f, 1);
    Parameter b = set.constant("b", 1f, 1);
    a.gradient[0] = 3f;
    b.gradient[0] = 4f;
    Adam adam = new Adam(0.1, 0, 1e-2, 1);
    try (Workers workers = new Workers(2, () -> {})) {
      assertEquals(5, adam.step(set, workers), 1e-12);
    }
    double rate = 0.1 * Math.sqrt(0.001) / 0.1;
    assertEquals(1 - rate * 0.06 / (Math.sqrt(0.00036) + 1e-2), a.value[0], 1e-6);
    assertEquals(1 - rate * 0.08 / (Math.sqrt(0.00064) + 1e-2), b.value[0], 1e-6);
    assertEquals(1, adam.updates());
  }

  /** With no gradient nothing else moves them. */
  @Test
  void valuesDecayWhateverTheLearningRate() {
    ParameterSet set =
        TestTapes.parameters(1, RandomGeneratorFactory.of("L64X128MixRandom").create(1));
    Parameter a = set.constant("a", 2f, 1);
    Parameter bias = set.constant("b/bias", -8f, 1);
    Adam adam = new Adam(1e-3, 0, 1e-4, 1, 0.25);
    try (Workers workers = new Workers(1, () -> {})) {
      var _ = adam.step(set, workers);
      var _ = adam.step(set, workers);
    }
    assertEquals(2 * 0.75 * 0.75, a.value[0], 1e-6);
    assertEquals(-8 * 0.75 * 0.75, bias.value[0], 1e-6);
  }

  /** The gradient is of the value before it decays, and the step is taken from what is left. */
  @Test
  void valuesDecayBeforeTheStep() {
    ParameterSet set =
        TestTapes.parameters(1, RandomGeneratorFactory.of("L64X128MixRandom").create(1));
    Parameter a = set.constant("a", 2f, 1);
    a.gradient[0] = 1f;
    try (Workers workers = new Workers(1, () -> {})) {
      var _ = new Adam(0.1, 0, 1e-12, 1, 0.25).step(set, workers);
    }
    assertEquals(2 * 0.75 - 0.1, a.value[0], 1e-6);
  }

  /** With epsilon far above the gradient every step is rate * m / epsilon: it shows the rate. */
  @Test
  void theLearningRateRisesFromZeroToItsValue() {
    ParameterSet set =
        TestTapes.parameters(1, RandomGeneratorFactory.of("L64X128MixRandom").create(1));
    Parameter a = set.constant("a", 0f, 1);
    a.gradient[0] = 1f;
    Adam adam = new Adam(1e-3, 4, 1e6, 1000);
    double[] expected = {0, 0.25, 0.5, 0.75, 1, 1};
    try (Workers workers = new Workers(1, () -> {})) {
      for (int update = 1; update <= expected.length; update++) {
        double before = a.value[0];
        var _ = adam.step(set, workers);
        double correction = Math.sqrt(1 - Math.pow(0.999, update)) / (1 - Math.pow(0.9, update));
        double full = 1e-3 * correction * a.firstMoment[0] / 1e6;
        assertEquals(expected[update - 1] * full, before - a.value[0], 1e-4 * full);
      }
    }
  }
}
