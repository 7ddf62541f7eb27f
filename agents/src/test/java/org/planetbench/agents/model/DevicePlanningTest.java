package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.Errors;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.TensorBackend;
import org.planetbench.agents.nn.torch.TorchBackend;
import org.planetbench.agents.nn.torch.TorchCounts;
import org.planetbench.agents.nn.torch.TorchDevice;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planning.Planner;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.planning.Proposals;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.agents.settings.Settings;
import org.planetbench.suites.ActionSpec;

/** Candidates that stay where libtorch computes, against the same planner's on the host. */
@Tag("native")
class DevicePlanningTest {
  private static final ActionSpec BOX = new ActionSpec(2, -0.9, 0.8);
  private static final int HORIZON = 4;
  private static final int CANDIDATES = 30;
  private static final int ITERATIONS = 3;
  private static final Proposals PROPOSALS =
      new Proposals(
          2,
          new float[] {0.1f, 5, -0.3f, 0.4f, 0.5f, 0, 0.2f, -0.2f, 0, 0, 1, 1, -1, -1, 0.3f, 0.7f});

  private static PlannerSpec spec(PlannerKind kind, int iterations) {
    return new PlannerSpec(
        Settings.initial(PlannerSpec.SETTINGS)
            .with(
                Settings.pairs(
                    "planner=" + kind.key(),
                    "horizon=" + HORIZON,
                    "iterations=" + iterations,
                    "candidates=" + CANDIDATES,
                    "elites=8",
                    "temperature=0.02",
                    "discount=0.9")));
  }

  /** The same returns of candidates on the host. */
  private static TrajectoryScorer onHost(TrajectoryScorer scorer) {
    return new TrajectoryScorer() {
      @Override
      public void score(
          float[] actions, int horizon, int candidates, double discount, float[] returns) {
        scorer.score(actions, horizon, candidates, discount, returns);
      }

      @Override
      public void differentiate(
          float[] actions,
          int horizon,
          int candidates,
          double discount,
          float[] returns,
          float[] gradients) {
        scorer.differentiate(actions, horizon, candidates, discount, returns, gradients);
      }
    };
  }

  /** Three decisions, which iCEM carries its memory through. */
  private static float[][] plans(
      PlanetModel model, PlannerKind kind, boolean onHost, boolean withValue, Proposals proposals) {
    Planner planner = spec(kind, ITERATIONS).create(BOX);
    Belief start = TestBatches.start(model);
    float[][] plans = new float[3][];
    for (int i = 0; i < plans.length; i++) {
      TrajectoryScorer scorer =
          withValue
              ? model.imaginationWithValue(start, TestBatches.random(20 + i))
              : model.imagination(start, TestBatches.random(20 + i));
      plans[i] =
          planner.plan(onHost ? onHost(scorer) : scorer, proposals, TestBatches.random(30 + i));
    }
    return plans;
  }

  private static void assertClose(float[][] expected, float[][] actual) {
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i], 1e-5f, "decision " + i);
    }
  }

  @ParameterizedTest
  @EnumSource
  void plansWhatThePlannerOnTheHostPlans(PlannerKind kind) {
    try (PlanetModel model = TestBatches.trainedModel(TestBackend.TORCH_CPU, DynamicsKind.RSSM)) {
      assertClose(
          plans(model, kind, true, false, PROPOSALS), plans(model, kind, false, false, PROPOSALS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void plansWithDynamicsOfEachKind(DynamicsKind kind) {
    try (PlanetModel model = TestBatches.trainedModel(TestBackend.TORCH_CPU, kind)) {
      assertClose(
          plans(model, PlannerKind.CEM, true, false, Proposals.NONE),
          plans(model, PlannerKind.CEM, false, false, Proposals.NONE));
    }
  }

  @Test
  void countsTheValueOfTheLastState() {
    ActorSpec actor =
        Recipes.TINY.with(Settings.pairs("actor=true", "value_layers=1", "value_units=5")).actor();
    try (PlanetModel model =
        TestBackend.TORCH_CPU.model(
            TestBatches.smallSpec(), TestBatches.random(0), actor.companions())) {
      float[][] plans = plans(model, PlannerKind.MPPI, false, true, Proposals.NONE);
      assertClose(plans(model, PlannerKind.MPPI, true, true, Proposals.NONE), plans);
      assertFalse(
          Arrays.equals(plans[0], plans(model, PlannerKind.MPPI, false, false, Proposals.NONE)[0]));
    }
  }

  /** Without noise the reference imagines the same, from the same weights. */
  @ParameterizedTest
  @EnumSource(names = {"CEM", "MPPI", "ICEM", "RANDOM_SHOOTING"})
  void plansWhatTheReferencePlans(PlannerKind kind) {
    try (PlanetModel model = TestBatches.trainedModel(TestBackend.ND4J, DynamicsKind.RSSM_MEAN);
        PlanetModel torch =
            TestBackend.TORCH_CPU.model(
                TestBatches.smallSpec(DynamicsKind.RSSM_MEAN), TestBatches.random(50))) {
      torch.restore(model.state());
      assertClose(
          plans(model, kind, false, false, PROPOSALS), plans(torch, kind, false, false, PROPOSALS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameBitsAgain(PlannerKind kind) {
    try (PlanetModel model = withNoiseOfTheDevice()) {
      assertArrayEquals(
          plans(model, kind, false, false, PROPOSALS), plans(model, kind, false, false, PROPOSALS));
    }
  }

  private static PlanetModel withNoiseOfTheDevice() {
    PlanetModel model =
        new PlanetModel(
            TestBatches.smallSpec(),
            new TorchBackend(TorchDevice.CPU, true),
            1,
            TestBatches.random(0));
    var _ =
        model.update(
            TestBatches.batch(6, 4, 64, 2, 5), TestBatches.random(1), TestBatches.random(1));
    return model;
  }

  private static long transfers(PlanetModel model, PlannerKind kind, int iterations) {
    Planner planner = spec(kind, iterations).create(BOX);
    TensorBackend backend = model.parameters().backend();
    Belief start = TestBatches.start(model);
    plan(model, planner, start); // what is kept from now on is there
    long before = TorchCounts.transfers(backend);
    plan(model, planner, start);
    return TorchCounts.transfers(backend) - before;
  }

  private static void plan(PlanetModel model, Planner planner, Belief start) {
    float[] _ =
        planner.plan(model.imagination(start, TestBatches.random(3)), TestBatches.random(4));
  }

  /**
   * Up go the four parts of the belief and the mean that the search begins at, of iCEM what it
   * remembers and the mixing of its noise, too; down comes the plan.
   */
  @ParameterizedTest
  @EnumSource(names = {"CEM", "MPPI", "ICEM", "RANDOM_SHOOTING"})
  void movesNothingBetweenBeliefAndPlan(PlannerKind kind) {
    try (PlanetModel model = withNoiseOfTheDevice()) {
      long expected = kind == PlannerKind.ICEM ? 8 : 6;
      assertEquals(expected, transfers(model, kind, 2));
      assertEquals(expected, transfers(model, kind, 9));
    }
  }

  /** Once for what candidates are drawn from, once for what they are imagined with. */
  @Test
  void takesTheHostsNoiseTwiceAnIteration() {
    try (PlanetModel model = TestBatches.trainedModel(TestBackend.TORCH_CPU, DynamicsKind.RSSM)) {
      assertEquals(6 + 2 * 2, transfers(model, PlannerKind.CEM, 2));
      assertEquals(6 + 2 * 9, transfers(model, PlannerKind.CEM, 9));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesReturnsThatAreNotFinite(PlannerKind kind) {
    try (PlanetModel model = TestBatches.trainedModel(TestBackend.TORCH_CPU, DynamicsKind.RSSM)) {
      TestBatches.spoil(model);
      String error =
          Errors.messageOf(
              IllegalStateException.class, () -> plans(model, kind, false, false, Proposals.NONE));
      assertEquals(
          "planner: candidate 0 of iteration 0 was scored NaN, expected a finite return; the model has diverged (a lower learning rate or gradient clip may help)",
          error);
    }
  }
}
