package org.planetbench.agents.model;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.TestTapes;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.agents.settings.Settings;

class ActorCriticTest {
  private static final SequenceBatch BATCH = TestBatches.batch(6, 4, 64, 2, 5);

  private static final ActorSpec SPEC = spec();

  private static ActorSpec spec(String... others) {
    return Recipes.TINY
        .with(
            Settings.pairs(
                "actor=true",
                "actor_layers=1",
                "actor_units=4",
                "value_layers=1",
                "value_units=3",
                "imagined_steps=4",
                "actor_first_std=5",
                "actor_entropy_scale=0",
                "actor_learning_rate=0.01",
                "value_learning_rate=0.01"))
        .with(Settings.pairs(others))
        .actor();
  }

  private static PlanetModel model(DynamicsKind kind, int threads) {
    return new PlanetModel(
        TestBatches.smallSpec(kind), threads, TestBatches.random(0), SPEC.companions());
  }

  private static Map<UpdateMetric, Double> differentiate(PlanetModel model) {
    return model.differentiate(BATCH, TestBatches::random, i -> TestBatches.random(100 + i));
  }

  /**
   * With an actor that heeds no features, since what it reads is stopped: the paths that its own
   * differences take through what it reads are none of its gradient. Straight through a class that
   * is drawn no difference is finite.
   */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSSM_CATEGORICAL")
  void theActorsGradientIsThatOfItsLoss(DynamicsKind kind) {
    try (PlanetModel model = model(kind, 2)) {
      heedless(model);
      requireGradient(model, model.trained().get(1), UpdateMetric.ACTOR_LOSS, 3e-3);
    }
  }

  private static void heedless(PlanetModel model) {
    narrow(model);
    Trained actor = model.trained().get(1);
    Arrays.fill(actor.set().parameters().get(0).value(), 0); // weights, then biases of layer 0
    Arrays.fill(actor.set().parameters().get(1).value(), 0.3f);
    actor.set().load();
  }

  @Test
  void theActorsGradientIsThatOfItsLossWithEntropy() {
    ActorSpec spec = spec("actor_entropy_scale=0.3");
    try (PlanetModel model =
        new PlanetModel(TestBatches.smallSpec(), 2, TestBatches.random(0), spec.companions())) {
      heedless(model);
      requireGradient(model, model.trained().get(1), UpdateMetric.ACTOR_LOSS, 3e-3);
    }
  }

  /** From where returns hardly change. */
  @Test
  void entropyDrawsTheActorBackFromABound() {
    double stuck = entropyAfterABound("actor_entropy_scale=0");
    double drawn = entropyAfterABound("actor_entropy_scale=10");
    assertTrue(stuck < 0, "without: " + stuck);
    assertTrue(drawn > 1, "with: " + drawn); // of two actions at most 2 ln 2
  }

  private static double entropyAfterABound(String scale) {
    ModelSpec still = TestBatches.smallSpec().with("learning_rate=0.000000001");
    ActorSpec spec = spec(scale, "actor_first_std=0.1");
    try (PlanetModel model = new PlanetModel(still, 1, TestBatches.random(0), spec.companions())) {
      Trained actor = model.trained().get(1);
      Arrays.fill(actor.set().parameters().getLast().value(), 0, 2, 5); // the means' biases
      actor.set().load();
      for (int i = 0; i < 300; i++) {
        var _ = model.update(BATCH, TestBatches.random(i), TestBatches.random(1000 + i));
      }
      return get(differentiate(model), UpdateMetric.ACTOR_ENTROPY);
    }
  }

  @Test
  void theActorLearnsNothingFromTheValuesLossNorTheModelFromEither() {
    try (PlanetModel alone = new PlanetModel(TestBatches.smallSpec(), 1, TestBatches.random(0));
        PlanetModel accompanied = model(DynamicsKind.RSSM, 1)) {
      var _ = alone.differentiate(BATCH, TestBatches::random, TestBatches::random);
      var _ = differentiate(accompanied);
      for (int i = 0; i < alone.parameters().parameters().size(); i++) {
        assertArrayEquals(
            alone.parameters().parameters().get(i).gradient(),
            accompanied.parameters().parameters().get(i).gradient());
      }
    }
  }

  /** But for the order in which shares are added. */
  @Test
  void threadsChangeNoDraw() {
    try (PlanetModel one = model(DynamicsKind.RSSM, 1);
        PlanetModel three = model(DynamicsKind.RSSM, 3)) {
      Map<UpdateMetric, Double> expected = differentiate(one);
      differentiate(three)
          .forEach(
              (metric, value) -> {
                double tolerance = 1e-6 * Math.max(1, Math.abs(value));
                assertEquals(requireNonNull(expected.get(metric)), value, tolerance, metric.name());
              });
    }
  }

  /** On a model that all but stands still. */
  @Test
  void theActorRaisesTheImaginedReturn() {
    Map<UpdateMetric, Double> before = new EnumMap<>(UpdateMetric.class);
    Map<UpdateMetric, Double> after = learned(SPEC, before);
    assertTrue(get(after, UpdateMetric.ACTOR_LOSS) < get(before, UpdateMetric.ACTOR_LOSS) - 0.02);
    assertTrue(
        get(after, UpdateMetric.IMAGINED_RETURN) > get(before, UpdateMetric.IMAGINED_RETURN));
  }

  /**
   * Of an actor that all but stands still, too, and with little of the value in its own targets.
   */
  @Test
  void theValueLearnsTheReturns() {
    ActorSpec still =
        spec("actor_learning_rate=0.000000001", "imagined_discount=0.1", "imagined_lambda=1");
    Map<UpdateMetric, Double> before = new EnumMap<>(UpdateMetric.class);
    Map<UpdateMetric, Double> after = learned(still, before);
    assertTrue(get(after, UpdateMetric.VALUE_LOSS) < 0.5 * get(before, UpdateMetric.VALUE_LOSS));
  }

  private static Map<UpdateMetric, Double> learned(
      ActorSpec spec, Map<UpdateMetric, Double> before) {
    ModelSpec still = TestBatches.smallSpec().with("learning_rate=0.000000001");
    try (PlanetModel model = new PlanetModel(still, 2, TestBatches.random(0), spec.companions())) {
      narrow(model);
      before.putAll(differentiate(model));
      for (int i = 0; i < 60; i++) {
        var _ = model.update(BATCH, TestBatches.random(i), TestBatches.random(1000 + i));
      }
      return differentiate(model);
    }
  }

  @Test
  void theModeIsTheLikeliestOfAHundredSamples() {
    try (PlanetModel model = model(DynamicsKind.RSSM, 1)) {
      narrow(model);
      Belief belief = model.prior(model.initialBelief(), new float[2], TestBatches.random(2));
      ActorCritic critic = (ActorCritic) model.policy().orElseThrow();
      RandomGenerator random = TestBatches.random(3);
      float[][] samples = new float[100][];
      Arrays.setAll(samples, i -> critic.sample(belief, random));
      float[] mode = critic.mode(belief, TestBatches.random(3));
      assertTrue(Arrays.stream(samples).anyMatch(sample -> Arrays.equals(sample, mode)));
      assertFalse(Arrays.equals(samples[0], samples[1]));
      float[] again = critic.mode(belief, TestBatches.random(4));
      assertNotEquals(mode[0], again[0]);
      assertTrue(spread(samples) > 3 * Math.abs(mode[0] - again[0]), "modes are near each other");
    }
  }

  /** On dynamics that draw nothing. */
  @Test
  void proposesWhatItWouldDoStepByStep() {
    try (PlanetModel model = model(DynamicsKind.GRU, 1)) {
      narrow(model);
      Belief belief = model.prior(model.initialBelief(), new float[2], TestBatches.random(2));
      Policy policy = model.policy().orElseThrow();
      float[] proposed = policy.propose(belief, 3, 1, TestBatches.random(1), TestBatches.random(3));
      RandomGenerator random = TestBatches.random(3);
      for (int t = 0; t < 3; t++) {
        float[] action = policy.sample(belief, random);
        assertArrayEquals(action, Arrays.copyOfRange(proposed, 2 * t, 2 * t + 2));
        belief = model.prior(belief, action, TestBatches.random(1));
      }
      float[] two = policy.propose(belief, 3, 2, TestBatches.random(1), TestBatches.random(3));
      assertEquals(3 * 2 * 2, two.length);
      assertNotEquals(two[0], two[2], "each is drawn for itself");
    }
  }

  /** The value of a state has that state's own reward in it. */
  @Test
  void aValueStandsForTheLastReward() {
    float[] actions = {0.3f, -0.9f, 0.5f, 0.1f, -0.2f, 0.8f}; // three steps of one candidate
    float[] returns = new float[1];
    try (PlanetModel model = model(DynamicsKind.GRU, 1);
        PlanetModel alone = new PlanetModel(model.spec(), 1, TestBatches.random(0))) {
      var _ = model.update(BATCH, TestBatches.random(1), TestBatches.random(2));
      ActorCritic critic = (ActorCritic) model.policy().orElseThrow();
      Belief belief = model.initialBelief();
      model.imaginationWithValue(belief, TestBatches.random(3)).score(actions, 3, 1, 0.9, returns);
      double expected = 0;
      for (int t = 0; t < 3; t++) {
        float[] action = Arrays.copyOfRange(actions, 2 * t, 2 * t + 2);
        belief = model.prior(belief, action, TestBatches.random(3));
        expected += t < 2 ? Math.pow(0.9, t) * model.reward(belief) : 0;
      }
      Rows[] features = model.dynamics().features(LatentState.of(belief, model.dynamics()));
      double value =
          critic.value().orElseThrow().apply(TestTapes.forgetting(), features).read()[0][0];
      assertEquals(expected + 0.81 * value, returns[0], 1e-5);
      Belief start = alone.initialBelief();
      assertThrows(
          IllegalStateException.class,
          () -> alone.imaginationWithValue(start, TestBatches.random(3)));
    }
  }

  private static double spread(float[][] samples) {
    double least = Arrays.stream(samples).mapToDouble(sample -> sample[0]).min().orElseThrow();
    double most = Arrays.stream(samples).mapToDouble(sample -> sample[0]).max().orElseThrow();
    return most - least;
  }

  /** Deviations of about 1 in place of 5, with which most actions are at a bound. */
  private static void narrow(PlanetModel model) {
    Trained actor = model.trained().get(1);
    float[] bias = actor.set().parameters().getLast().value();
    Arrays.fill(bias, bias.length / 2, bias.length, -4.5f);
    actor.set().load();
  }

  private static void requireGradient(
      PlanetModel model, Trained trained, UpdateMetric loss, double tolerance) {
    var _ = differentiate(model);
    int compared = 0;
    for (Parameter p : trained.set().parameters()) {
      float[] gradient = p.gradient().clone();
      for (int i = 0; i < p.size(); i++) {
        double right = moved(model, trained, p, i, 0.003f, loss);
        double left = moved(model, trained, p, i, -0.003f, loss);
        double expected = (right - left) / 0.006;
        assertEquals(expected, gradient[i], tolerance * Math.max(1, Math.abs(expected)), p.name());
        compared += Math.abs(expected) > 2 * tolerance ? 1 : 0;
      }
    }
    assertTrue(compared > 0, "every gradient is all but 0: nothing was compared");
  }

  private static double moved(
      PlanetModel model, Trained trained, Parameter p, int i, float by, UpdateMetric loss) {
    float kept = p.value()[i];
    p.value()[i] = kept + by;
    trained.set().load();
    double value = get(differentiate(model), loss);
    p.value()[i] = kept;
    trained.set().load();
    return value;
  }

  private static double get(Map<UpdateMetric, Double> values, UpdateMetric metric) {
    return requireNonNull(values.get(metric));
  }
}
