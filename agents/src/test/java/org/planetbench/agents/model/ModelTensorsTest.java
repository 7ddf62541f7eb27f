package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.torch.TorchCounts;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.settings.Settings;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Pixels;

/** What a model makes on libtorch, whose memory no collector frees. */
@Tag("native")
class ModelTensorsTest {
  private static final int CANDIDATES = 7;
  private static final int HORIZON = 3;
  private static final PlannerSpec PLANNER =
      new PlannerSpec(
          Settings.initial(PlannerSpec.SETTINGS)
              .with(Settings.pairs("planner=icem", "candidates=20", "elites=5")));
  private static final Pixels PICTURE = new Pixels(64, 64, new byte[64 * 64 * 3]);

  @ParameterizedTest
  @EnumSource
  void areFreedUpdateAfterUpdateAndDecisionAfterDecision(DynamicsKind kind) {
    ModelSpec small = TestBatches.smallSpec(kind);
    requireFreed(
        kind.overshoots() ? small.with("overshooting_scale=1", "overshooting_distance=3") : small,
        ActorCriticTest.spec());
  }

  @Test
  void areFreedInDreamerV2sForms() {
    requireFreed(
        TestBatches.smallSpec(DynamicsKind.RSSM_CATEGORICAL)
            .with(
                "activation=elu",
                "gru_form=layer_norm",
                "picture_activation=elu",
                "weight_decay=0.01",
                "free_nats_form=batch_floor"),
        ActorCriticTest.spec(
            "actor_form=truncated_normal",
            "actor_entropy_scale=0.1",
            "imagined_start=kept",
            "slow_value_updates=1"));
  }

  private static void requireFreed(ModelSpec spec, ActorSpec actor) {
    RandomGenerator random = TestBatches.random(1);
    try (PlanetModel model = TestBackend.TORCH_CPU.model(spec, random, actor.companions())) {
      round(model, random);
      int held = TorchCounts.tensors(model.shard().backend());
      assertTrue(held > 0);
      round(model, random);
      assertEquals(held, TorchCounts.tensors(model.shard().backend()));
    }
  }

  private static void round(PlanetModel model, RandomGenerator random) {
    var _ = model.update(TestBatches.batch(6, 4, 64, 2, 5), random, random);
    Policy policy = model.policy().orElseThrow();
    float[] action = policy.sample(model.initialBelief(), random);
    float[] embedding = model.encode(PICTURE, random);
    Belief q = model.posterior(model.initialBelief(), action, embedding, random);
    Belief p = model.prior(q, policy.mode(q, random), random);
    var _ = policy.propose(q, HORIZON, CANDIDATES, random, random);
    var scorer = model.imaginationWithValue(q, random);
    float[] actions = TestBatches.actions(HORIZON, CANDIDATES);
    float[] returns = new float[CANDIDATES];
    scorer.score(actions, HORIZON, CANDIDATES, 1, returns);
    scorer.differentiate(actions, HORIZON, CANDIDATES, 1, returns, new float[actions.length]);
    float[] _ = PLANNER.create(new ActionSpec(2, -1, 1)).plan(scorer, random);
    var _ = model.divergence(q, p);
    var _ = model.reward(p);
    var _ = model.decode(p);
    var _ = model.imageErrors(List.of(p), List.of(PICTURE));
    model.restore(model.state());
  }
}
