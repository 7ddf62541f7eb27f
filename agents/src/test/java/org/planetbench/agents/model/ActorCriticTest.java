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
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TruncatedNormal;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.agents.settings.Settings;

@OnEveryBackend
record ActorCriticTest(TestBackend backend) {
  static final SequenceBatch BATCH = TestBatches.batch(6, 4, 64, 2, 5);

  private static final ActorSpec SPEC = spec();

  /** One that is small and learns fast. */
  static ActorSpec spec(String... others) {
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

  private PlanetModel model(DynamicsKind kind) {
    return backend.model(TestBatches.smallSpec(kind), TestBatches.random(0), SPEC.companions());
  }

  static Map<UpdateMetric, Double> differentiate(PlanetModel model) {
    return model.differentiate(BATCH, TestBatches::random, i -> TestBatches.random(100 + i));
  }

  @Test
  void theActorLearnsNothingFromTheValuesLossNorTheModelFromEither() {
    try (PlanetModel alone = backend.model(TestBatches.smallSpec(), TestBatches.random(0));
        PlanetModel accompanied = model(DynamicsKind.RSSM)) {
      var _ = alone.differentiate(BATCH, TestBatches::random, TestBatches::random);
      var _ = differentiate(accompanied);
      alone.parameters().read();
      accompanied.parameters().read();
      for (int i = 0; i < alone.parameters().parameters().size(); i++) {
        assertArrayEquals(
            alone.parameters().parameters().get(i).gradient(),
            accompanied.parameters().parameters().get(i).gradient());
      }
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

  private Map<UpdateMetric, Double> learned(ActorSpec spec, Map<UpdateMetric, Double> before) {
    ModelSpec still = TestBatches.smallSpec().with("learning_rate=0.000000001");
    try (PlanetModel model = backend.model(still, 2, TestBatches.random(0), spec.companions())) {
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
    try (PlanetModel model = model(DynamicsKind.RSSM)) {
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

  /** Whatever the noise; and samples are others. */
  @Test
  void aTruncatedNormalsModeIsItsMean() {
    ActorSpec spec = spec("actor_form=truncated_normal");
    try (PlanetModel model =
        backend.model(TestBatches.smallSpec(), TestBatches.random(0), spec.companions())) {
      Belief belief = model.prior(model.initialBelief(), new float[2], TestBatches.random(2));
      ActorCritic critic = (ActorCritic) model.policy().orElseThrow();
      Rows[] features = model.dynamics().features(LatentState.of(belief, model.dynamics()));
      TruncatedNormal policy =
          (TruncatedNormal) critic.policy(Tape.forgetting(model.shard()), features);
      float[] mode = critic.mode(belief, TestBatches.random(3));
      assertArrayEquals(mode, critic.mode(belief, TestBatches.random(4)));
      assertArrayEquals(policy.mode(0), mode, 1e-6f);
      float[] sample = critic.sample(belief, TestBatches.random(3));
      assertNotEquals(mode[0], sample[0]);
      assertFalse(Arrays.equals(sample, critic.sample(belief, TestBatches.random(4))));
    }
  }

  /** After the first update and then after every third, and not in between. */
  @Test
  void theSlowValueIsCopiedWhenItIsDue() {
    ActorSpec spec = spec("slow_value_updates=3");
    try (PlanetModel model =
        backend.model(TestBatches.smallSpec(), TestBatches.random(0), spec.companions())) {
      for (int update = 0; update <= 5; update++) {
        if (update > 0) {
          var _ = model.update(BATCH, TestBatches.random(update), TestBatches.random(update));
        }
        Map<String, float[]> values = model.parameterValues();
        assertEquals(
            update % 3 == 1,
            Arrays.equals(values.get("value/0/weights"), values.get("slow_value/0/weights")),
            "after update " + update);
      }
    }
  }

  @Test
  void theActorRaisesTheImaginedReturnInDreamerV2sForms() {
    ActorSpec spec =
        spec("actor_form=truncated_normal", "imagined_start=kept", "slow_value_updates=5");
    Map<UpdateMetric, Double> before = new EnumMap<>(UpdateMetric.class);
    Map<UpdateMetric, Double> after = learned(spec, before);
    assertTrue(get(after, UpdateMetric.ACTOR_LOSS) < get(before, UpdateMetric.ACTOR_LOSS) - 0.02);
    assertTrue(
        get(after, UpdateMetric.IMAGINED_RETURN) > get(before, UpdateMetric.IMAGINED_RETURN));
  }

  /** On dynamics that draw nothing. */
  @Test
  void proposesWhatItWouldDoStepByStep() {
    try (PlanetModel model = model(DynamicsKind.GRU)) {
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
    try (PlanetModel model = model(DynamicsKind.GRU);
        PlanetModel alone = backend.model(model.spec(), TestBatches.random(0))) {
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
          critic.value().orElseThrow().apply(Tape.forgetting(model.shard()), features).read()[0][0];
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
  static void narrow(PlanetModel model) {
    Trained actor = model.trained().get(1);
    float[] bias = actor.set().parameters().getLast().value();
    Arrays.fill(bias, bias.length / 2, bias.length, -4.5f);
    actor.set().load();
  }

  static double get(Map<UpdateMetric, Double> values, UpdateMetric metric) {
    return requireNonNull(values.get(metric));
  }
}
