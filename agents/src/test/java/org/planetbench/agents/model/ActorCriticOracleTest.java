package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.ActionDistribution;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.TanhGaussian;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TruncatedNormal;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.settings.Settings;

/** Policy, value, losses, gradients and five Adam steps against PyTorch in double. */
@OnEveryBackend
record ActorCriticOracleTest(TestBackend backend) {
  private static final int STEPS = 4;
  private static final int LENGTH = 5;
  private static final int BATCH = 3;
  private static final int MEMORY = 7; // of the features, which begin with the sample

  private static final List<UpdateMetric> METRICS =
      List.of(
          UpdateMetric.ACTOR_LOSS,
          UpdateMetric.VALUE_LOSS,
          UpdateMetric.IMAGINED_RETURN,
          UpdateMetric.ACTOR_ENTROPY,
          UpdateMetric.ACTOR_GRADIENT_NORM,
          UpdateMetric.VALUE_GRADIENT_NORM);

  private static final Recipe RECIPE =
      Recipes.TINY.with(
          Settings.pairs(
              "actor=true",
              "actor_layers=2",
              "actor_units=6",
              "value_layers=2",
              "value_units=7",
              "imagined_steps=" + STEPS,
              "imagined_discount=0.9",
              "imagined_lambda=0.8",
              "actor_learning_rate=0.003",
              "value_learning_rate=0.002",
              "actor_adam_epsilon=0.00001",
              "actor_gradient_clip=0.5"));

  @ParameterizedTest
  @ValueSource(strings = {"actor", "actor_entropy", "actor_dreamer", "actor_dreamer_v2"})
  void policyAndValueArePytorchs(String name) throws IOException {
    WorldModelOracle oracle = oracle(name);
    try (PlanetModel model = model(oracle, 1)) {
      Tape tape = Tape.forgetting(model.shard());
      ActorCritic critic = (ActorCritic) model.policy().orElseThrow();
      float[][] all = oracle.rows("forward/features");
      int sample = all[0].length - MEMORY;
      Rows[] features = {
        Rows.constant(cut(all, 0, sample)), Rows.constant(cut(all, sample, all[0].length))
      };
      ActionDistribution policy = critic.policy(tape, features);
      switch (policy) {
        case TanhGaussian tanh -> {
          assertRows(oracle.rows("forward/policy_mean"), tanh.before().mean());
          assertRows(oracle.rows("forward/policy_std"), tanh.before().std());
        }
        case TruncatedNormal normal -> {
          assertRows(oracle.rows("forward/policy_mean"), constant(all.length, normal::mean));
          assertRows(oracle.rows("forward/policy_std"), constant(all.length, normal::std));
        }
      }
      assertRows(
          oracle.rows("forward/policy_action"),
          policy.sample(tape, Rows.constant(step(oracle, "dream/action_noise", 0))));
      assertRows(oracle.rows("forward/value"), critic.value().orElseThrow().apply(tape, features));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"actor", "actor_entropy", "actor_dreamer", "actor_dreamer_v2"})
  void everyGradientIsPytorchs(String name) throws IOException {
    WorldModelOracle oracle = oracle(name);
    for (int threads = 1; threads <= backend.threads(); threads++) {
      try (PlanetModel model = model(oracle, threads)) {
        var _ = model.differentiate(oracle.batch(), oracle.noise(), dreams(oracle));
        for (Trained beside : model.trained().subList(1, 3)) {
          beside.set().read();
          for (Parameter p : beside.set().parameters()) {
            assertParameter(oracle, "gradient/", p, p.gradient());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"actor", "actor_entropy", "actor_dreamer", "actor_dreamer_v2"})
  void fiveUpdatesArePytorchs(String name) throws IOException {
    WorldModelOracle oracle = oracle(name);
    try (PlanetModel model = model(oracle, 2)) {
      for (int update = 1; update <= 5; update++) {
        UpdateMetrics actual = model.update(oracle.batch(), oracle.noise(), dreams(oracle));
        float[] expected = oracle.get("metrics/" + update);
        for (int i = 0; i < expected.length; i++) {
          assertEquals(
              expected[i],
              actual.get(METRICS.get(i)),
              backend.tolerance() * Math.max(1, Math.abs(expected[i])),
              METRICS.get(i) + " of update " + update);
        }
      }
      for (ParameterSet set : sets(model)) {
        set.read();
        for (Parameter p : set.parameters()) {
          assertParameter(oracle, "updated/", p, p.value());
        }
      }
    }
  }

  private static WorldModelOracle oracle(String name) throws IOException {
    return WorldModelOracle.read(
        name, name.equals("actor_dreamer_v2") ? DynamicsKind.RSSM_CATEGORICAL : DynamicsKind.RSSM);
  }

  private static List<ParameterSet> sets(PlanetModel model) {
    return Stream.concat(
            model.trained().stream().map(Trained::set),
            model.untrained().stream().map(Untrained::set))
        .toList();
  }

  private interface Numbers {
    double at(int row, int number);
  }

  private static Rows constant(int rows, Numbers numbers) {
    float[][] floats = new float[rows][2];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < 2; j++) {
        floats[i][j] = (float) numbers.at(i, j);
      }
    }
    return Rows.constant(floats);
  }

  private PlanetModel model(WorldModelOracle oracle, int threads) {
    PlanetModel model =
        backend.model(oracle.spec(), threads, TestBatches.random(0), actor(oracle).companions());
    for (ParameterSet set : sets(model)) {
      for (Parameter p : set.parameters()) {
        System.arraycopy(oracle.ours("parameter/", p), 0, p.value(), 0, p.size());
      }
      set.load();
    }
    return model;
  }

  private static ActorSpec actor(WorldModelOracle oracle) {
    boolean isV2 = oracle.has("slow_updates");
    return RECIPE
        .with(
            Settings.pairs(
                "actor_first_std=" + oracle.get("settings/first_std")[0],
                "actor_entropy_scale=" + oracle.get("settings/entropy_scale")[0],
                "actor_form=" + (isV2 ? "truncated_normal" : "tanh_normal"),
                "imagined_start=" + (isV2 ? "kept" : "dropped"),
                "slow_value_updates=" + (isV2 ? (int) oracle.get("settings/slow_updates")[0] : 0),
                "actor_weight_decay=" + (isV2 ? oracle.get("settings/actor_decay")[0] : 0)))
        .actor();
  }

  /** A sequence's numbers: at each imagined step those of all its actions, then of its states. */
  private static IntFunction<RandomGenerator> dreams(WorldModelOracle oracle) {
    return sequence -> {
      WorldModelOracle.RecordedNoise noise = new WorldModelOracle.RecordedNoise();
      for (int t = 0; t < STEPS; t++) {
        for (String name : List.of("dream/action_noise", "dream/noise")) {
          float[][] rows = step(oracle, name, t);
          for (int time = 0; time < LENGTH; time++) {
            noise.add(rows[time * BATCH + sequence]);
          }
        }
      }
      return noise;
    };
  }

  /** [time * batch, ...] of an imagined step. */
  private static float[][] step(WorldModelOracle oracle, String name, int t) {
    int rows = LENGTH * BATCH;
    float[][] all = WorldModelOracle.cut(oracle.get(name), STEPS * rows);
    return Arrays.copyOfRange(all, t * rows, (t + 1) * rows);
  }

  private static float[][] cut(float[][] rows, int from, int to) {
    return Arrays.stream(rows)
        .map(row -> Arrays.copyOfRange(row, from, to))
        .toArray(float[][]::new);
  }

  private void assertRows(float[][] expected, Rows actual) {
    float[][] read = actual.read();
    assertEquals(expected.length, read.length);
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < actual.columns(); j++) {
        assertEquals(expected[i][j], read[i][j], backend.tolerance());
      }
    }
  }

  private void assertParameter(WorldModelOracle oracle, String kind, Parameter p, float[] actual) {
    float[] expected = oracle.ours(kind, p);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 0, p.name() + " is all zero: nothing was compared");
    for (int i = 0; i < expected.length; i++) {
      assertEquals(
          expected[i], actual[i], backend.tolerance() * largest, kind + p.name() + " entry " + i);
    }
  }
}
