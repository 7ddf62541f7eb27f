package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.settings.Settings;

/** Of every kind of dynamics; those of PyTorch are in {@link ActionGradientOracleTest}. */
@OnEveryBackend
record TapedImaginationTest(TestBackend backend) {
  private static final int HORIZON = 3;
  private static final double DISCOUNT = 0.8;
  private static final float[] STEPS = {2e-3f, -2e-3f, 5e-4f, -5e-4f};

  /** The model's own steps, on the same noise. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSSM_PIXELS") // whose steps are others
  void returnsWhatSteppingOneByOneEarns(DynamicsKind kind) {
    try (PlanetModel model = TestBatches.trainedModel(backend, kind)) {
      float[] actions = TestBatches.actions(HORIZON, 1);
      float[] returns = new float[1];
      rollOut(model, actions, 1, false, returns);
      RandomGenerator random = TestBatches.random(9);
      Belief belief = TestBatches.start(model);
      double sum = 0;
      for (int t = 0; t < HORIZON; t++) {
        belief = model.prior(belief, Arrays.copyOfRange(actions, 2 * t, 2 * t + 2), random);
        sum += Math.pow(DISCOUNT, t) * model.reward(belief);
      }
      assertEquals(sum, returns[0], 1e-6);
    }
  }

  /** Straight through a class that is drawn no difference is finite. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSSM_CATEGORICAL")
  void gradientsAreThoseOfTheReturns(DynamicsKind kind) {
    try (PlanetModel model = TestBatches.trainedModel(backend, kind)) {
      requireGradients(model, false);
    }
  }

  @Test
  void gradientsPassThroughTheValueOfTheLastState() {
    ActorSpec actor =
        Recipes.TINY.with(Settings.pairs("actor=true", "value_layers=1", "value_units=5")).actor();
    try (PlanetModel model =
        backend.model(TestBatches.smallSpec(), TestBatches.random(0), actor.companions())) {
      requireGradients(model, true);
    }
  }

  /** Of one step at least: with another a unit may begin or end to be active. */
  private static void requireGradients(PlanetModel model, boolean endsWithValue) {
    int candidates = 4;
    float[] actions = TestBatches.actions(HORIZON, candidates);
    float[] returns = new float[candidates];
    float[] gradients = rollOut(model, actions, candidates, endsWithValue, returns);
    double largest = 0;
    for (float gradient : gradients) {
      largest = Math.max(largest, Math.abs(gradient));
    }
    assertTrue(largest > 5e-3, "every gradient is all but 0: nothing is compared");
    for (int i = 0; i < actions.length; i++) {
      int own = i / 2 % candidates;
      double nearest = Double.POSITIVE_INFINITY;
      for (float step : STEPS) {
        float[] changed = moved(model, actions, i, step, candidates, endsWithValue);
        double slope = ((double) changed[own] - returns[own]) / step;
        nearest = Math.min(nearest, Math.abs(slope - gradients[i]));
        changed[own] = returns[own];
        assertArrayEquals(returns, changed, "another candidate's return changed");
      }
      assertEquals(0, nearest, 3e-4 + 0.02 * largest, "action " + i);
    }
  }

  private static float[] moved(
      PlanetModel model, float[] actions, int i, float by, int candidates, boolean endsWithValue) {
    float[] changed = actions.clone();
    changed[i] += by;
    float[] returns = new float[candidates];
    rollOut(model, changed, candidates, endsWithValue, returns);
    return returns;
  }

  /** With no noise of its own a model's scored and differentiated returns are the same. */
  @ParameterizedTest
  @EnumSource(names = {"GRU", "RSSM_MEAN"})
  void differentiatesWhatItScores(DynamicsKind kind) {
    int candidates = 40;
    float[] actions = TestBatches.actions(HORIZON, candidates);
    float[] scored = new float[candidates];
    float[] differentiated = new float[candidates];
    try (PlanetModel model = TestBatches.trainedModel(backend, kind)) {
      var scorer = model.imagination(TestBatches.start(model), TestBatches.random(9));
      scorer.score(actions, HORIZON, candidates, DISCOUNT, scored);
      scorer.differentiate(
          actions, HORIZON, candidates, DISCOUNT, differentiated, new float[actions.length]);
    }
    assertArrayEquals(scored, differentiated, 1e-5f);
  }

  /** The gradients [HORIZON, candidates, 2], always on the same noise. */
  private static float[] rollOut(
      PlanetModel model, float[] actions, int candidates, boolean endsWithValue, float[] returns) {
    Optional<Mlp> value = model.policy().flatMap(policy -> ((ActorCritic) policy).value());
    float[] gradients = new float[actions.length];
    try (Scope _ = model.shard().open()) {
      new TapedImagination(model.dynamics(), model.rewardHead(), value)
          .rollOut(
              model.shard(),
              TestBatches.start(model),
              ImaginedBlock.Candidates.all(actions, HORIZON, candidates, DISCOUNT, endsWithValue),
              TestBatches.random(9),
              returns,
              gradients);
    }
    return gradients;
  }
}
