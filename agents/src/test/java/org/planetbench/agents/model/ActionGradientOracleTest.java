package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.model.WorldModelOracle.RecordedNoise;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.agents.settings.Settings;
import org.planetbench.suites.ActionSpec;

/**
 * Returns, their gradients with respect to actions, and two iterations of grad_cem against PyTorch
 * in double: {@code ci/record/record_action_gradients.py}.
 */
@OnEveryBackend
record ActionGradientOracleTest(TestBackend backend) {
  private static final int HORIZON = 3;
  private static final int CANDIDATES = 8;
  private static final int ELITES = 3;
  private static final double DISCOUNT = 0.9;

  private static final PlannerSpec GRAD_CEM =
      Recipes.TINY
          .with(
              Settings.pairs(
                  "planner=grad_cem",
                  "horizon=" + HORIZON,
                  "candidates=" + CANDIDATES,
                  "elites=" + ELITES,
                  "iterations=2",
                  "discount=" + DISCOUNT,
                  "gradient_step=0.3"))
          .planner();

  @ParameterizedTest
  @EnumSource(names = {"RSSM", "RSSM_CATEGORICAL"})
  void gradientsArePytorchs(DynamicsKind kind) throws IOException {
    WorldModelOracle oracle = oracle(kind);
    try (PlanetModel model = oracle.model(backend)) {
      float[] returns = new float[CANDIDATES];
      float[] gradients = new float[HORIZON * CANDIDATES * 2];
      taped(model)
          .rollOut(
              model.shard(),
              start(oracle, model),
              candidates(oracle.get("plan/actions"), CANDIDATES, DISCOUNT),
              noise(oracle.get("plan/noise")),
              returns,
              gradients);
      assertSame(oracle.get("plan/returns"), returns);
      assertSame(oracle.get("plan/gradients"), gradients);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RSSM", "RSSM_CATEGORICAL"})
  void plansWhatPytorchPlans(DynamicsKind kind) throws IOException {
    WorldModelOracle oracle = oracle(kind);
    try (PlanetModel model = oracle.model(backend)) {
      RecordedNoise drawn = noise(oracle.get("grad_cem/gaussians"));
      float[] plan = GRAD_CEM.create(new ActionSpec(2, -1, 1)).plan(scorer(oracle, model), drawn);
      assertSame(oracle.get("grad_cem/plan"), plan);
    }
  }

  /** On the recorded noise. */
  private static TrajectoryScorer scorer(WorldModelOracle oracle, PlanetModel model) {
    Belief start = start(oracle, model);
    float[] ofScores = oracle.get("grad_cem/score_noise");
    RecordedNoise ofGradients = noise(oracle.get("grad_cem/gradient_noise"));
    return new TrajectoryScorer() {
      private int scored;

      @Override
      public void score(float[] actions, int horizon, int count, double discount, float[] returns) {
        int from = scored;
        scored += horizon * count * model.dynamics().noise().width();
        PlanningNoise.cut(Arrays.copyOfRange(ofScores, from, scored), horizon, count)
            .score(model, start, candidates(actions, count, discount), returns);
      }

      @Override
      public void differentiate(
          float[] actions,
          int horizon,
          int count,
          double discount,
          float[] returns,
          float[] gradients) {
        taped(model)
            .rollOut(
                model.shard(),
                start,
                candidates(actions, count, discount),
                ofGradients,
                returns,
                gradients);
      }
    };
  }

  private static WorldModelOracle oracle(DynamicsKind kind) throws IOException {
    return WorldModelOracle.read("action_gradients_" + kind.key(), kind);
  }

  private static TapedImagination taped(PlanetModel model) {
    return new TapedImagination(model.dynamics(), model.rewardHead(), Optional.empty());
  }

  private static Belief start(WorldModelOracle oracle, PlanetModel model) {
    return model.prior(
        model.initialBelief(), oracle.get("start/action"), noise(oracle.get("start/noise")));
  }

  private static ImaginedBlock.Candidates candidates(float[] actions, int count, double discount) {
    return ImaginedBlock.Candidates.all(actions, HORIZON, count, discount, false);
  }

  private static RecordedNoise noise(float[] numbers) {
    RecordedNoise noise = new RecordedNoise();
    noise.add(numbers);
    return noise;
  }

  private void assertSame(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 0.05, () -> "all but zero: " + Arrays.toString(expected));
    for (int i = 0; i < expected.length; i++) {
      assertEquals(
          expected[i], actual[i], backend.tolerance() * Math.max(1, largest), "number " + i);
    }
  }
}
