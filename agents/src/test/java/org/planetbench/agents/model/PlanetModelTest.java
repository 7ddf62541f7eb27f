package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.model.WorldModel.NamedArray;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.settings.Setting;
import org.planetbench.suites.Pixels;

/** What a model owes its callers; for what it is, see {@link PlanetModelSizeTest}. */
@OnEveryBackend
record PlanetModelTest(TestBackend backend) {
  @ParameterizedTest
  @EnumSource
  void equalSeedsGiveEqualBits(DynamicsKind kind) {
    SequencedMap<String, NamedArray> first = trained(kind, 4);
    SequencedMap<String, NamedArray> second = trained(kind, 4);
    assertSame(first, second);
  }

  @ParameterizedTest
  @EnumSource
  void goesOnFromRestoredStateWithTheSameBits(DynamicsKind kind) {
    ModelSpec spec = TestBatches.smallSpec(kind);
    try (PlanetModel model = backend.model(spec, 2, TestBatches.random(0));
        PlanetModel other = backend.model(spec, 2, TestBatches.random(99))) {
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
    try (PlanetModel model = backend.model(spec, TestBatches.random(0));
        PlanetModel larger =
            backend.model(
                new ModelSpec(3, TestBatches.smallSpec().values()), TestBatches.random(0))) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> model.restore(larger.state()));
      assertTrue(String.valueOf(e.getMessage()).contains("rssm/input/weights"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void learnsTheBatchItSees(DynamicsKind kind) {
    try (PlanetModel model = backend.model(TestBatches.smallSpec(kind), 2, TestBatches.random(0))) {
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
    try (PlanetModel model = backend.model(spec, TestBatches.random(0))) {
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
    try (PlanetModel one = backend.model(excess, TestBatches.random(0));
        PlanetModel other = backend.model(floor, TestBatches.random(0))) {
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
    try (PlanetModel model = backend.model(TestBatches.smallSpec(kind), 2, TestBatches.random(0))) {
      Belief start = model.initialBelief();
      float[] embedding = model.encode(pixels(), TestBatches.random(4));
      float[] action = {0.5f, -0.5f};
      Belief q = model.posterior(start, action, embedding, TestBatches.random(5));
      Belief p = model.prior(start, action, TestBatches.random(5));
      boolean observationEntersMemory =
          switch (kind) {
            case GRU, DRNN, SSSM, DSSM, DVBF, SLAC, PR_SSM_OPEN -> true;
            case RSSM, RSSM_MEAN, RSSM_CATEGORICAL, RSSM_PIXELS, RSSM_EARLY_PRIOR -> false;
            case SSM, DVBF_FUSION, PR_SSM -> false;
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

  /** By hand, of the numbers that a belief holds. */
  @ParameterizedTest
  @EnumSource
  void theDivergenceOfTwoBeliefsIsThatOfTheirDistributions(DynamicsKind kind) {
    try (PlanetModel model = TestBatches.trainedModel(backend, kind)) {
      Belief start = TestBatches.start(model);
      float[] embedding = model.encode(pixels(), TestBatches.random(4));
      Belief q =
          model.posterior(start, new float[] {0.5f, -0.5f}, embedding, TestBatches.random(5));
      Belief p = model.prior(start, new float[] {-0.9f, 0.8f}, TestBatches.random(6));
      if (kind == DynamicsKind.RSSM_MEAN || kind == DynamicsKind.GRU) {
        assertEquals(OptionalDouble.empty(), model.divergence(q, p));
        return;
      }
      double expected =
          kind.isCategorical()
              ? ofCategoricals(q.distribution().getFirst(), p.distribution().getFirst(), 3)
              : ofGaussians(q.distribution(), p.distribution());
      assertTrue(expected > 2e-5, "nearly the same: " + expected + " nats");
      assertEquals(
          expected,
          model.divergence(q, p).orElseThrow(),
          backend.tolerance() * Math.max(1, expected));
    }
  }

  private static double ofGaussians(List<float[]> q, List<float[]> p) {
    double sum = 0;
    for (int i = 0; i < q.getFirst().length; i++) {
      double apart = (double) q.getFirst()[i] - p.getFirst()[i];
      double sq = q.getLast()[i];
      double sp = p.getLast()[i];
      sum += Math.log(sp / sq) + (sq * sq + apart * apart) / (2 * sp * sp) - 0.5;
    }
    return sum;
  }

  private static double ofCategoricals(float[] q, float[] p, int classes) {
    double sum = 0;
    for (int first = 0; first < q.length; first += classes) {
      double ofQ = logOfSum(q, first, classes);
      double ofP = logOfSum(p, first, classes);
      for (int i = first; i < first + classes; i++) {
        double logQ = q[i] - ofQ;
        sum += Math.exp(logQ) * (logQ - (p[i] - ofP));
      }
    }
    return sum;
  }

  private static double logOfSum(float[] logits, int first, int count) {
    double sum = 0;
    for (int i = first; i < first + count; i++) {
      sum += Math.exp(logits[i]);
    }
    return Math.log(sum);
  }

  private static Pixels pixels() {
    byte[] rgb = new byte[64 * 64 * 3];
    TestBatches.random(3).nextBytes(rgb);
    return new Pixels(64, 64, rgb);
  }

  @ParameterizedTest
  @EnumSource
  void heedsTheSettingsThatItSays(DynamicsKind kind) {
    String freeNats = kind.hasDistribution() ? "0" : "3"; // so that every divergence has a gradient
    ModelSpec spec = TestBatches.smallSpec(kind).with("free_nats=" + freeNats);
    SequencedMap<String, NamedArray> usual = trained(spec, 2);
    for (Setting<?> setting : ModelSpec.OF_SOME) {
      String other = setting.initial().equals(Optional.of(false)) ? "true" : "2";
      SequencedMap<String, NamedArray> changed = trained(spec.with(setting.key() + "=" + other), 2);
      assertEquals(kind.heeds(setting), !areSame(usual, changed), setting.key());
    }
  }

  private SequencedMap<String, NamedArray> trained(DynamicsKind kind, int updates) {
    return trained(TestBatches.smallSpec(kind), updates);
  }

  private SequencedMap<String, NamedArray> trained(ModelSpec spec, int updates) {
    try (PlanetModel model = backend.model(spec, 2, TestBatches.random(0))) {
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

  private static void assertSame(
      SequencedMap<String, NamedArray> expected, SequencedMap<String, NamedArray> actual) {
    assertEquals(
        expected.sequencedKeySet().stream().toList(), actual.sequencedKeySet().stream().toList());
    expected.forEach(
        (name, array) -> assertArrayEquals(array.values(), values(actual, name), name));
  }

  private static boolean areSame(
      SequencedMap<String, NamedArray> one, SequencedMap<String, NamedArray> other) {
    return one.keySet().equals(other.keySet())
        && one.keySet().stream()
            .allMatch(name -> Arrays.equals(values(one, name), values(other, name)));
  }

  private static float[] values(SequencedMap<String, NamedArray> state, String name) {
    NamedArray array = state.get(name);
    if (array == null) {
      throw new AssertionError("no " + name);
    }
    return array.values();
  }
}
