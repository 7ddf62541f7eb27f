package org.planetbench.agents.model;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.model.WorldModel.NamedArray;
import org.planetbench.agents.nn.Adam;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TestTapes;
import org.planetbench.agents.replay.SequenceBatch;

/** A small policy that learns beside any model, from what the model imagines with it. */
class CompanionTest {
  private static final int HORIZON = 3;

  private static final UpdateMetric OBJECTIVE = UpdateMetric.ACTOR_LOSS;

  private static final SequenceBatch BATCH = TestBatches.batch(6, 4, 64, 2, 5);

  /**
   * a = W f + b of the features f; the loss is the negative mean reward of the states that the
   * prior leads to.
   */
  private record Policy(LatentDynamics dynamics, Mlp rewardHead, Dense layer, Trained own)
      implements Companion {
    static Companion make(ModelSpec spec, LatentDynamics dynamics, Mlp rewardHead, Sets sets) {
      ParameterSet set = sets.create();
      Dense layer = new Dense(set, "policy", Dense.Activation.LINEAR, 2, dynamics.featureWidths());
      return new Policy(
          dynamics,
          rewardHead,
          layer,
          new Trained(
              "policy/", set, new Adam(0.01, 0, 1e-4, 1000), UpdateMetric.ACTOR_GRADIENT_NORM));
    }

    @Override
    public List<Trained> trained() {
      return List.of(own);
    }

    @Override
    public Map<UpdateMetric, Double> differentiate(
        Shard shard, LatentState posterior, RandomGenerator[] random, int sequences) {
      int rows = posterior.sample().rows();
      double mean = (double) random.length / sequences / rows / HORIZON;
      Tape tape = TestTapes.recording(shard.number());
      Tape fixed = tape.throughFixedWeights();
      LatentState state = posterior;
      double loss = 0;
      for (int t = 0; t < HORIZON; t++) {
        Rows action = layer.apply(tape, dynamics.features(state));
        state = dynamics.prior(fixed, state, action, dynamics.noise().draw(tape, rows, random));
        Rows reward = rewardHead.apply(fixed, dynamics.features(state));
        for (int i = 0; i < rows; i++) {
          reward.readGradient()[i][0] = (float) -mean;
          loss -= mean * reward.read()[i][0];
        }
      }
      tape.backward();
      return Map.of(OBJECTIVE, loss);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theModelLearnsTheSameBitsBesideIt(DynamicsKind kind) {
    ModelSpec spec = TestBatches.smallSpec(kind);
    try (PlanetModel alone = new PlanetModel(spec, 2, TestBatches.random(0));
        PlanetModel accompanied = accompanied(spec, 2)) {
      for (int i = 1; i <= 2; i++) {
        var _ = alone.update(BATCH, TestBatches.random(i), TestBatches.random(i));
        var _ = accompanied.update(BATCH, TestBatches.random(i), TestBatches.random(i));
      }
      SequencedMap<String, float[]> values = accompanied.parameterValues();
      alone.parameterValues().forEach((name, value) -> assertArrayEquals(value, values.get(name)));
      assertEquals(alone.parameterValues().size() + 2, values.size());
    }
  }

  /**
   * Through the prior, several steps of it, and the reward head. Straight through a class that is
   * drawn no difference is finite.
   */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSSM_CATEGORICAL")
  void itsGradientIsThatOfWhatItImagines(DynamicsKind kind) {
    try (PlanetModel model = accompanied(TestBatches.smallSpec(kind), 2)) {
      double _ = objective(model);
      for (Parameter p : own(model).set().parameters()) {
        float[] gradient = p.gradient().clone();
        for (int i = 0; i < p.size(); i++) {
          double expected = (moved(model, p, i, 0.003f) - moved(model, p, i, -0.003f)) / 0.006;
          assertEquals(expected, gradient[i], 2e-3 * Math.max(1, Math.abs(expected)), p.name());
        }
      }
    }
  }

  private static double moved(PlanetModel model, Parameter p, int i, float by) {
    float kept = p.value()[i];
    p.value()[i] = kept + by;
    own(model).set().load();
    double objective = objective(model);
    p.value()[i] = kept;
    own(model).set().load();
    return objective;
  }

  @Test
  void itLowersItsLoss() {
    try (PlanetModel model = accompanied(TestBatches.smallSpec(), 2)) {
      double before = objective(model);
      for (int i = 0; i < 30; i++) {
        var _ = model.update(BATCH, TestBatches.random(i), TestBatches.random(i));
      }
      assertTrue(objective(model) < before - 0.05, before + " became " + objective(model));
    }
  }

  @Test
  void aCheckpointHoldsItsParametersAndOptimiser() {
    try (PlanetModel model = accompanied(TestBatches.smallSpec(), 1);
        PlanetModel restored = accompanied(TestBatches.smallSpec(), 1);
        PlanetModel alone = new PlanetModel(TestBatches.smallSpec(), 1, TestBatches.random(0))) {
      var _ = model.update(BATCH, TestBatches.random(1), TestBatches.random(1));
      SequencedMap<String, NamedArray> state = model.state();
      assertEquals(1, requireNonNull(state.get("policy/adam/updates")).values()[0]);
      restored.restore(state);
      var _ = model.update(BATCH, TestBatches.random(2), TestBatches.random(2));
      var _ = restored.update(BATCH, TestBatches.random(2), TestBatches.random(2));
      SequencedMap<String, float[]> values = restored.parameterValues();
      model.parameterValues().forEach((name, value) -> assertArrayEquals(value, values.get(name)));
      assertThrows(IllegalArgumentException.class, () -> alone.restore(state));
    }
  }

  private static PlanetModel accompanied(ModelSpec spec, int threads) {
    return new PlanetModel(spec, threads, TestBatches.random(0), Policy::make);
  }

  private static Trained own(PlanetModel model) {
    return model.trained().getLast();
  }

  private static double objective(PlanetModel model) {
    return requireNonNull(
        model.differentiate(BATCH, TestBatches::random, TestBatches::random).get(OBJECTIVE));
  }
}
