package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.model.WorldModel.NamedArray;
import org.planetbench.suites.Pixels;

class PlanetModelTest {
  @Test
  void hasAsManyParametersAsTheSpecificationCounts() {
    try (PlanetModel model = new PlanetModel(ModelSpec.head(6), 1, TestBatches.random(0))) {
      assertEquals(690_144, count(model, "encoder/"));
      assertEquals(3_795_555, count(model, "decoder/"));
      assertEquals(250_201, count(model, "reward/"));
      assertEquals(557_320, count(model, "rssm/"));
      assertEquals(5_293_220, model.parameters().size());
    }
  }

  @Test
  void startsFromGlorotUniformKernelsAndTensorflowsGruBiases() {
    try (PlanetModel model = new PlanetModel(ModelSpec.head(6), 1, TestBatches.random(0))) {
      model
          .parameters()
          .parameters()
          .forEach(
              p -> {
                if (p.name().endsWith("bias")) {
                  float expected = p.name().equals("rssm/gru/gates/bias") ? 1f : 0f;
                  for (float value : p.value()) {
                    assertEquals(expected, value, p.name());
                  }
                }
              });
      assertUniform(model, "encoder/0/weights", 6.0 / (16 * 3 + 16 * 32));
      assertUniform(model, "encoder/2/weights", 6.0 / (16 * 64 + 16 * 128));
      assertUniform(model, "decoder/0/weights", 6.0 / (25 * 1024 + 25 * 128));
      assertUniform(model, "decoder/2/weights", 6.0 / (36 * 64 + 36 * 32));
      assertUniform(model, "rssm/gru/gates/weights", 6.0 / (400 + 400));
      assertUniform(model, "rssm/gru/candidate/weights", 6.0 / (400 + 200));
    }
  }

  @Test
  void equalSeedsGiveEqualBits() {
    SequencedMap<String, NamedArray> first = trained(2, 4);
    SequencedMap<String, NamedArray> second = trained(2, 4);
    assertSame(first, second);
  }

  @Test
  void threadsChangeNothingButTheOrderOfSums() {
    SequencedMap<String, NamedArray> one = trained(1, 2);
    SequencedMap<String, NamedArray> two = trained(2, 2);
    one.forEach((name, array) -> assertArrayEquals(array.values(), values(two, name), 1e-4f, name));
  }

  @Test
  void goesOnFromRestoredStateWithTheSameBits() {
    ModelSpec spec = TestBatches.smallSpec();
    try (PlanetModel model = new PlanetModel(spec, 2, TestBatches.random(0));
        PlanetModel other = new PlanetModel(spec, 2, TestBatches.random(99))) {
      update(model, 1);
      update(model, 2);
      SequencedMap<String, NamedArray> saved = model.state();
      UpdateMetrics goneOn = update(model, 3);
      assertFalse(
          Arrays.equals(
              values(saved, "rssm/input/weights"), values(model.state(), "rssm/input/weights")),
          "what was saved must be a copy");
      other.restore(saved);
      assertSame(saved, other.state());
      assertEquals(goneOn, update(other, 3));
      assertSame(model.state(), other.state());
    }
  }

  @Test
  void refusesAStateOfAnotherSize() {
    ModelSpec spec = TestBatches.smallSpec();
    try (PlanetModel model = new PlanetModel(spec, 1, TestBatches.random(0));
        PlanetModel larger =
            new PlanetModel(
                new ModelSpec(
                    3,
                    32,
                    3,
                    DynamicsKind.RSSM,
                    5,
                    10,
                    9,
                    2,
                    8,
                    0.1,
                    5,
                    1,
                    10,
                    1,
                    1,
                    1e-3,
                    1e-4,
                    1000),
                1,
                TestBatches.random(0))) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> model.restore(larger.state()));
      assertTrue(String.valueOf(e.getMessage()).contains("rssm/input/weights"));
    }
  }

  @Test
  void learnsTheBatchItSees() {
    try (PlanetModel model = new PlanetModel(TestBatches.smallSpec(), 2, TestBatches.random(0))) {
      var batch = TestBatches.batch(6, 4, 64, 2, 5);
      Arrays.fill(batch.images(), (byte) 230);
      double first = model.update(batch, TestBatches.random(0)).loss();
      double last = first;
      for (int i = 1; i <= 60; i++) {
        last = model.update(batch, TestBatches.random(i)).loss();
      }
      assertTrue(last < 0.8 * first, "loss went from " + first + " to " + last);
    }
  }

  @Test
  void reportsTheWholeLossFromItsTerms() {
    ModelSpec spec =
        new ModelSpec(
            2, 32, 3, DynamicsKind.RSSM, 5, 10, 9, 2, 8, 0.1, 5, 0.5, 3, 2, 1e6, 1e-3, 1e-4, 1000);
    try (PlanetModel model = new PlanetModel(spec, 1, TestBatches.random(0))) {
      UpdateMetrics m = update(model, 1);
      assertEquals(0.5 * m.imageLoss() + 3 * m.rewardLoss(), m.loss(), 1e-9 * m.loss());
      assertTrue(m.divergence() > 0, "the divergence is reported before the free nats");
    }
  }

  @Test
  void filtersAndImaginesFromTheZeroBelief() {
    try (PlanetModel model = new PlanetModel(TestBatches.smallSpec(), 2, TestBatches.random(0))) {
      Belief start = model.initialBelief();
      byte[] rgb = new byte[64 * 64 * 3];
      TestBatches.random(3).nextBytes(rgb);
      float[] embedding = model.encode(new Pixels(64, 64, rgb), TestBatches.random(4));
      float[] action = {0.5f, -0.5f};
      Belief q = model.posterior(start, action, embedding, TestBatches.random(5));
      Belief p = model.prior(start, action, TestBatches.random(5));
      assertArrayEquals(q.deterministic(), p.deterministic(), "both step the same belief");
      assertFalse(Arrays.equals(q.mean(), p.mean()));
      for (float std : q.std()) {
        assertTrue(std > 0.1f);
      }
      assertTrue(Float.isFinite(model.reward(q)));
      assertEquals(32, model.decode(q).height());
    }
  }

  @Test
  void holdsNoMoreNativeMemoryAfterManyUpdates() {
    try (PlanetModel model = new PlanetModel(TestBatches.smallSpec(), 2, TestBatches.random(0))) {
      update(model, 1);
      update(model, 2);
      long held = model.nativeBytes();
      for (int i = 3; i < 20; i++) {
        update(model, i);
      }
      assertTrue(held > 0);
      assertEquals(held, model.nativeBytes());
    }
  }

  private static SequencedMap<String, NamedArray> trained(int threads, int updates) {
    try (PlanetModel model =
        new PlanetModel(TestBatches.smallSpec(), threads, TestBatches.random(0))) {
      for (int i = 1; i <= updates; i++) {
        update(model, i);
      }
      return model.state();
    }
  }

  private static UpdateMetrics update(PlanetModel model, int index) {
    return model.update(
        TestBatches.batch(7, 5, 64, 2, 100 + index), TestBatches.random(200 + index));
  }

  private static long count(PlanetModel model, String prefix) {
    return model.parameters().parameters().stream()
        .filter(p -> p.name().startsWith(prefix))
        .mapToLong(p -> p.value().length)
        .sum();
  }

  private static void assertUniform(PlanetModel model, String name, double squaredLimit) {
    float[] values = values(model.state(), name);
    double limit = Math.sqrt(squaredLimit);
    double largest = 0;
    double squares = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
      squares += (double) value * value;
    }
    assertTrue(largest <= limit * (1 + 1e-6) && largest > 0.99 * limit, name + " " + largest);
    assertEquals(limit * limit / 3, squares / values.length, 0.05 * limit * limit, name);
  }

  private static void assertSame(
      SequencedMap<String, NamedArray> expected, SequencedMap<String, NamedArray> actual) {
    assertEquals(
        expected.sequencedKeySet().stream().toList(), actual.sequencedKeySet().stream().toList());
    expected.forEach(
        (name, array) -> assertArrayEquals(array.values(), values(actual, name), name));
  }

  private static float[] values(SequencedMap<String, NamedArray> state, String name) {
    NamedArray array = state.get(name);
    if (array == null) {
      throw new AssertionError("no " + name);
    }
    return array.values();
  }
}
