package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.replay.SequenceBatch;

/**
 * The actor's loss: its gradient against differences, and what entropy does. On the reference
 * alone, as this takes hundreds of updates; {@link ActorCriticOracleTest} has every backend.
 */
class ActorLossTest {
  /**
   * With an actor that heeds no features, since what it reads is stopped: the paths that its own
   * differences take through what it reads are none of its gradient. Straight through a class that
   * is drawn no difference is finite.
   */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSSM_CATEGORICAL")
  void theActorsGradientIsThatOfItsLoss(DynamicsKind kind) {
    try (PlanetModel model = model(TestBatches.smallSpec(kind), ActorCriticTest.spec())) {
      heedless(model);
      requireGradient(model, model.trained().get(1), UpdateMetric.ACTOR_LOSS, 3e-3);
    }
  }

  private static PlanetModel model(ModelSpec spec, ActorSpec actor) {
    return TestBackend.ND4J.model(spec, 2, TestBatches.random(0), actor.companions());
  }

  private static void heedless(PlanetModel model) {
    ActorCriticTest.narrow(model);
    Trained actor = model.trained().get(1);
    Arrays.fill(actor.set().parameters().get(0).value(), 0); // weights, then biases of layer 0
    Arrays.fill(actor.set().parameters().get(1).value(), 0.3f);
    actor.set().load();
  }

  @Test
  void theActorsGradientIsThatOfItsLossWithEntropy() {
    ActorSpec spec = ActorCriticTest.spec("actor_entropy_scale=0.3");
    try (PlanetModel model = model(TestBatches.smallSpec(), spec)) {
      heedless(model);
      requireGradient(model, model.trained().get(1), UpdateMetric.ACTOR_LOSS, 3e-3);
    }
  }

  /** One by one, and all of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "actor_form=truncated_normal",
        "imagined_start=kept",
        "slow_value_updates=3",
        "actor_form=truncated_normal imagined_start=kept slow_value_updates=3"
      })
  void theActorsGradientIsThatOfItsLossInDreamerV2sForms(String forms) {
    ActorSpec spec = ActorCriticTest.spec(("actor_entropy_scale=0.3 " + forms).split(" ", -1));
    ModelSpec still = TestBatches.smallSpec().with("learning_rate=0.000000001"); // it may go first
    try (PlanetModel model = model(still, spec)) {
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
    ActorSpec spec = ActorCriticTest.spec(scale, "actor_first_std=0.1");
    try (PlanetModel model = model(still, spec)) {
      Trained actor = model.trained().get(1);
      Arrays.fill(actor.set().parameters().getLast().value(), 0, 2, 5); // the means' biases
      actor.set().load();
      SequenceBatch batch = TestBatches.batch(6, 4, 64, 2, 5);
      for (int i = 0; i < 300; i++) {
        var _ = model.update(batch, TestBatches.random(i), TestBatches.random(1000 + i));
      }
      return ActorCriticTest.get(ActorCriticTest.differentiate(model), UpdateMetric.ACTOR_ENTROPY);
    }
  }

  private static void requireGradient(
      PlanetModel model, Trained trained, UpdateMetric loss, double tolerance) {
    var _ = ActorCriticTest.differentiate(model);
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
    double value = ActorCriticTest.get(ActorCriticTest.differentiate(model), loss);
    p.value()[i] = kept;
    trained.set().load();
    return value;
  }
}
