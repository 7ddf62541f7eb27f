package org.planetbench.agents.model;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.replay.SequenceBatch;

/** Where threads share a batch they change the order of its sums, and nothing else. */
class ThreadsTest {
  private static final int HORIZON = 3;
  private static final TestBackend BACKEND = TestBackend.ND4J;

  @ParameterizedTest
  @EnumSource
  void learnTheSameButForTheOrderOfSums(DynamicsKind kind) {
    SequencedMap<String, float[]> one = trained(kind, 1);
    SequencedMap<String, float[]> two = trained(kind, 2);
    assertEquals(one.sequencedKeySet(), two.sequencedKeySet());
    one.forEach((name, values) -> assertArrayEquals(values, two.get(name), 1e-4f, name));
  }

  private static SequencedMap<String, float[]> trained(DynamicsKind kind, int threads) {
    try (PlanetModel model =
        BACKEND.model(TestBatches.smallSpec(kind), threads, TestBatches.random(0))) {
      update(model, 1);
      update(model, 2);
      return model.parameterValues();
    }
  }

  @ParameterizedTest
  @EnumSource
  void scoreTheSameBits(DynamicsKind kind) {
    int candidates = 600; // four blocks
    float[][] returns = new float[3][candidates];
    float[] actions = TestBatches.actions(HORIZON, candidates);
    try (PlanetModel model = TestBatches.trainedModel(BACKEND, kind)) {
      for (int threads = 1; threads <= 3; threads++) {
        try (PlanetModel copy = BACKEND.model(model.spec(), threads, TestBatches.random(50))) {
          copy.restore(model.state());
          copy.imagination(TestBatches.start(model), TestBatches.random(9))
              .score(actions, HORIZON, candidates, 1, returns[threads - 1]);
        }
      }
    }
    assertArrayEquals(returns[0], returns[1]);
    assertArrayEquals(returns[0], returns[2]);
  }

  @ParameterizedTest
  @EnumSource
  void differentiateToTheSameBits(DynamicsKind kind) {
    int candidates = 150; // four blocks
    float[][] returns = new float[3][candidates];
    float[][] gradients = new float[3][HORIZON * candidates * 2];
    float[] actions = TestBatches.actions(HORIZON, candidates);
    try (PlanetModel model = TestBatches.trainedModel(BACKEND, kind)) {
      for (int threads = 1; threads <= 3; threads++) {
        try (PlanetModel copy = BACKEND.model(model.spec(), threads, TestBatches.random(50))) {
          copy.restore(model.state());
          copy.imagination(TestBatches.start(model), TestBatches.random(9))
              .differentiate(
                  actions, HORIZON, candidates, 1, returns[threads - 1], gradients[threads - 1]);
        }
      }
    }
    assertArrayEquals(returns[0], returns[1]);
    assertArrayEquals(returns[0], returns[2]);
    assertArrayEquals(gradients[0], gradients[1]);
    assertArrayEquals(gradients[0], gradients[2]);
    assertTrue(returns[0][0] != returns[0][candidates - 1]);
  }

  @Test
  void drawTheSameBesideTheModel() {
    Map<UpdateMetric, Double> one = differentiated(1);
    Map<UpdateMetric, Double> three = differentiated(3);
    assertEquals(one.keySet(), three.keySet());
    three.forEach(
        (metric, value) ->
            assertEquals(
                requireNonNull(one.get(metric)),
                value,
                1e-6 * Math.max(1, Math.abs(value)),
                metric.name()));
  }

  private static Map<UpdateMetric, Double> differentiated(int threads) {
    return differentiated(threads, ActorCriticTest.BATCH);
  }

  private static Map<UpdateMetric, Double> differentiated(int threads, SequenceBatch batch) {
    try (PlanetModel model =
        BACKEND.model(
            TestBatches.smallSpec(),
            threads,
            TestBatches.random(0),
            ActorCriticTest.spec().companions())) {
      return model.differentiate(batch, TestBatches::random, i -> TestBatches.random(100 + i));
    }
  }

  /**
   * The mean of the whole batch is just above the free nats, or just below: that of one share is on
   * the other side.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.9999, 1.0001})
  void decideTogetherWhetherTheDivergenceIsTrained(double freeNats) {
    ModelSpec spec = TestBatches.smallSpec().with("free_nats_form=batch_floor");
    double nats = requireNonNull(gradients(spec, 1).get(UpdateMetric.DIVERGENCE.name()))[0];
    ModelSpec close = spec.with("free_nats=" + freeNats * nats);
    Map<String, float[]> one = gradients(close, 1);
    for (int threads = 2; threads <= 3; threads++) {
      gradients(close, threads)
          .forEach(
              (name, values) ->
                  assertArrayEquals(requireNonNull(one.get(name)), values, 1e-4f, name));
    }
    float[] ofPrior = requireNonNull(one.get("rssm/prior/mean/bias"));
    assertEquals(freeNats > 1, Arrays.equals(new float[ofPrior.length], ofPrior));
  }

  /**
   * More sequences than are decoded, unrolled or imagined from at once, by one thread or by each.
   */
  @ParameterizedTest
  @EnumSource(names = {"RSSM", "SLAC", "DRNN", "PR_SSM"})
  void cutALargeBatchAsTheyLike(DynamicsKind kind) {
    SequenceBatch large = TestBatches.batch(6, 60, 64, 2, 101);
    ModelSpec spec =
        TestBatches.smallSpec(kind).with("overshooting_scale=1", "overshooting_distance=4");
    Map<String, float[]> one = gradients(spec, 1, large);
    gradients(spec, 2, large)
        .forEach((name, values) -> requireNear(requireNonNull(one.get(name)), values, name));
  }

  @Test
  void cutALargeBatchAsTheyLikeBesideTheModel() {
    SequenceBatch large = TestBatches.batch(6, 60, 64, 2, 101);
    Map<UpdateMetric, Double> one = differentiated(1, large);
    Map<UpdateMetric, Double> two = differentiated(2, large);
    one.forEach(
        (metric, value) ->
            assertEquals(
                value,
                requireNonNull(two.get(metric)),
                1e-5 * Math.max(1, Math.abs(value)),
                metric.name()));
  }

  /** To a share of the largest number. */
  private static void requireNear(float[] expected, float[] got, String name) {
    float largest = 0;
    for (float number : expected) {
      largest = Math.max(largest, Math.abs(number));
    }
    assertArrayEquals(expected, got, 1e-5f * Math.max(1e-6f, largest), name);
  }

  private static Map<String, float[]> gradients(ModelSpec spec, int threads) {
    return gradients(spec, threads, TestBatches.batch(7, 5, 64, 2, 101));
  }

  /** Of every parameter, and what was measured. */
  private static Map<String, float[]> gradients(ModelSpec spec, int threads, SequenceBatch batch) {
    try (PlanetModel model = BACKEND.model(spec, threads, TestBatches.random(0))) {
      Map<String, float[]> all = new LinkedHashMap<>();
      model
          .differentiate(batch, TestBatches::random, TestBatches::random)
          .forEach((metric, value) -> all.put(metric.name(), new float[] {value.floatValue()}));
      model.parameters().read();
      model.parameters().parameters().forEach(p -> all.put(p.name(), p.gradient().clone()));
      return all;
    }
  }

  @Test
  void holdNoMoreNativeMemoryAfterManyUpdates() {
    try (PlanetModel model = BACKEND.model(TestBatches.smallSpec(), 2, TestBatches.random(0))) {
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

  private static void update(PlanetModel model, int index) {
    var _ =
        model.update(
            TestBatches.batch(7, 5, 64, 2, 100 + index),
            TestBatches.random(200 + index),
            TestBatches.random(300 + index));
  }
}
