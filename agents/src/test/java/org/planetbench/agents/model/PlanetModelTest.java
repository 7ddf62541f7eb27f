package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.model.WorldModel.NamedArray;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.suites.Pixels;

class PlanetModelTest {
  /** planet-spec section 3 and its rule; the totals of RSSM and SSM are printed there. */
  @ParameterizedTest
  @CsvSource({
    "RSSM,rssm/,557320,3795555,250201,5293220",
    "RSSM_MEAN,rssm/,557320,3795555,250201,5293220",
    "RSSM_PIXELS,rssm/,557320,3795555,250201,5293220",
    "SSM,ssm/,248520,3590755,190201,4719620",
    "GRU,gru/,446800,3764835,241201,5142980",
    "DRNN,drnn/,993460,3764835,241201,5689640",
    "SSSM,sssm/,559720,3795555,250201,5295620",
    "DSSM,dssm/,758720,3795555,250201,5494620"
  })
  void hasAsManyParametersAsTheSpecificationCounts(
      DynamicsKind kind, String prefix, long dynamics, long decoder, long reward, long total) {
    try (PlanetModel model = new PlanetModel(TestBatches.head(kind), 1, TestBatches.random(0))) {
      assertEquals(690_144, count(model, "encoder/"));
      assertEquals(dynamics, count(model, prefix));
      assertEquals(decoder, count(model, "decoder/"));
      assertEquals(reward, count(model, "reward/"));
      assertEquals(total, model.parameters().size());
    }
  }

  @ParameterizedTest
  @CsvSource({"1,556320", "2,556520", "6,557320"})
  void dynamicsGrowWithTheAction(int actions, long expected) {
    try (PlanetModel model = new PlanetModel(ModelSpec.head(actions), 1, TestBatches.random(0))) {
      assertEquals(expected, count(model, "rssm/"));
    }
  }

  /** Of a GRU the biases of the reset and update gates are 1, that of the candidate is 0. */
  @ParameterizedTest
  @EnumSource
  void startsFromTensorflowsBiases(DynamicsKind kind) {
    try (PlanetModel model =
        new PlanetModel(TestBatches.smallSpec(kind), 1, TestBatches.random(0))) {
      model
          .parameters()
          .parameters()
          .forEach(
              p -> {
                if (p.name().endsWith("bias")) {
                  float expected = p.name().endsWith("/gates/bias") ? 1f : 0f;
                  for (float value : p.value()) {
                    assertEquals(expected, value, p.name());
                  }
                }
              });
    }
  }

  @Test
  void startsFromGlorotUniformKernels() {
    try (PlanetModel model = new PlanetModel(ModelSpec.head(6), 1, TestBatches.random(0))) {
      assertUniform(model, "encoder/0/weights", 6.0 / (16 * 3 + 16 * 32));
      assertUniform(model, "encoder/2/weights", 6.0 / (16 * 64 + 16 * 128));
      assertUniform(model, "decoder/0/weights", 6.0 / (25 * 1024 + 25 * 128));
      assertUniform(model, "decoder/2/weights", 6.0 / (36 * 64 + 36 * 32));
      assertUniform(model, "rssm/gru/gates/weights", 6.0 / (400 + 400));
      assertUniform(model, "rssm/gru/candidate/weights", 6.0 / (400 + 200));
    }
  }

  @ParameterizedTest
  @EnumSource
  void equalSeedsGiveEqualBits(DynamicsKind kind) {
    SequencedMap<String, NamedArray> first = trained(kind, 2, 4);
    SequencedMap<String, NamedArray> second = trained(kind, 2, 4);
    assertSame(first, second);
  }

  @ParameterizedTest
  @EnumSource
  void threadsChangeNothingButTheOrderOfSums(DynamicsKind kind) {
    SequencedMap<String, NamedArray> one = trained(kind, 1, 2);
    SequencedMap<String, NamedArray> two = trained(kind, 2, 2);
    one.forEach((name, array) -> assertArrayEquals(array.values(), values(two, name), 1e-4f, name));
  }

  @ParameterizedTest
  @EnumSource
  void goesOnFromRestoredStateWithTheSameBits(DynamicsKind kind) {
    ModelSpec spec = TestBatches.smallSpec(kind);
    try (PlanetModel model = new PlanetModel(spec, 2, TestBatches.random(0));
        PlanetModel other = new PlanetModel(spec, 2, TestBatches.random(99))) {
      update(model, 1);
      update(model, 2);
      SequencedMap<String, NamedArray> saved = model.state();
      UpdateMetrics goneOn = update(model, 3);
      assertFalse(
          Arrays.equals(
              values(saved, "reward/0/weights"), values(model.state(), "reward/0/weights")),
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
                new ModelSpec(3, TestBatches.smallSpec().values()), 1, TestBatches.random(0))) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> model.restore(larger.state()));
      assertTrue(String.valueOf(e.getMessage()).contains("rssm/input/weights"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void learnsTheBatchItSees(DynamicsKind kind) {
    try (PlanetModel model =
        new PlanetModel(TestBatches.smallSpec(kind), 2, TestBatches.random(0))) {
      var batch = TestBatches.batch(6, 4, 64, 2, 5);
      Arrays.fill(batch.images(), (byte) 230);
      double first =
          model.update(batch, TestBatches.random(0), TestBatches.random(0)).get(UpdateMetric.LOSS);
      double last = first;
      for (int i = 1; i <= 60; i++) {
        last =
            model
                .update(batch, TestBatches.random(i), TestBatches.random(i))
                .get(UpdateMetric.LOSS);
      }
      assertTrue(last < 0.8 * first, "loss went from " + first + " to " + last);
    }
  }

  @Test
  void reportsTheWholeLossFromItsTerms() {
    ModelSpec spec =
        TestBatches.smallSpec()
            .with(
                "image_loss_scale=0.5",
                "reward_loss_scale=3",
                "divergence_scale=2",
                "free_nats=1e6");
    try (PlanetModel model = new PlanetModel(spec, 1, TestBatches.random(0))) {
      UpdateMetrics m = update(model, 1);
      assertEquals(
          0.5 * m.get(UpdateMetric.IMAGE_LOSS) + 3 * m.get(UpdateMetric.REWARD_LOSS),
          m.get(UpdateMetric.LOSS),
          1e-9 * m.get(UpdateMetric.LOSS));
      assertTrue(
          m.get(UpdateMetric.DIVERGENCE) > 0, "the divergence is reported before the free nats");
    }
  }

  /** max(free nats, KL) is max(0, KL - free nats) and the free nats: the very same training. */
  @Test
  void theFormOfTheFreeNatsMovesTheReportedLossAlone() {
    Recipe recipe = Recipes.TINY.with("free_nats", "2");
    ModelSpec excess = recipe.model(2);
    ModelSpec floor = recipe.with("free_nats_form", "floor").model(2);
    try (PlanetModel one = new PlanetModel(excess, 1, TestBatches.random(0));
        PlanetModel other = new PlanetModel(floor, 1, TestBatches.random(0))) {
      UpdateMetrics expected = update(one, 1);
      UpdateMetrics actual = update(other, 1);
      assertEquals(
          2,
          actual.get(UpdateMetric.LOSS) - expected.get(UpdateMetric.LOSS),
          1e-9 * expected.get(UpdateMetric.LOSS));
      assertEquals(
          expected.get(UpdateMetric.GRADIENT_NORM), actual.get(UpdateMetric.GRADIENT_NORM));
      assertSame(one.state(), other.state());
    }
  }

  @ParameterizedTest
  @EnumSource
  void filtersAndImaginesFromTheZeroBelief(DynamicsKind kind) {
    try (PlanetModel model =
        new PlanetModel(TestBatches.smallSpec(kind), 2, TestBatches.random(0))) {
      Belief start = model.initialBelief();
      byte[] rgb = new byte[64 * 64 * 3];
      TestBatches.random(3).nextBytes(rgb);
      float[] embedding = model.encode(new Pixels(64, 64, rgb), TestBatches.random(4));
      float[] action = {0.5f, -0.5f};
      Belief q = model.posterior(start, action, embedding, TestBatches.random(5));
      Belief p = model.prior(start, action, TestBatches.random(5));
      boolean observationEntersMemory =
          switch (kind) {
            case GRU, DRNN, SSSM, DSSM, DVBF, SLAC, PR_SSM_OPEN -> true;
            case RSSM, RSSM_MEAN, RSSM_CATEGORICAL, RSSM_PIXELS, SSM, DVBF_FUSION, PR_SSM -> false;
          };
      assertEquals(observationEntersMemory, !Arrays.equals(q.deterministic(), p.deterministic()));
      assertEquals(
          kind == DynamicsKind.GRU,
          Arrays.equals(q.distribution().getFirst(), p.distribution().getFirst()));
      assertEquals(
          kind == DynamicsKind.RSSM_MEAN || kind == DynamicsKind.GRU,
          Arrays.equals(q.distribution().getFirst(), q.sample()));
      for (Belief belief : List.of(p, q)) {
        if (!kind.isCategorical()) {
          for (float std : belief.distribution().getLast()) {
            assertTrue(std > 0.1f);
          }
        }
        assertTrue(Float.isFinite(model.reward(belief)));
        assertEquals(32, model.decode(belief).height());
      }
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

  private static SequencedMap<String, NamedArray> trained(
      DynamicsKind kind, int threads, int updates) {
    try (PlanetModel model =
        new PlanetModel(TestBatches.smallSpec(kind), threads, TestBatches.random(0))) {
      for (int i = 1; i <= updates; i++) {
        update(model, i);
      }
      return model.state();
    }
  }

  private static UpdateMetrics update(PlanetModel model, int index) {
    return model.update(
        TestBatches.batch(7, 5, 64, 2, 100 + index),
        TestBatches.random(200 + index),
        TestBatches.random(300 + index));
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
