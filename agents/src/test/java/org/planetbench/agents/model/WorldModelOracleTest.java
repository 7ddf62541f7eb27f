package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** States, predictions, loss terms, gradients and five Adam steps against PyTorch in double. */
@OnEveryBackend
record WorldModelOracleTest(TestBackend backend) {
  /** What the released deterministic form has and does not train; see VariantFidelityTest. */
  private static final Pattern UNTRAINED = Pattern.compile("rssm/(prior|posterior/std)/.*");

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("ssm", DynamicsKind.SSM),
        Arguments.of("gru_release", DynamicsKind.RSSM_MEAN),
        Arguments.of("gru_clean", DynamicsKind.GRU),
        Arguments.of("drnn", DynamicsKind.DRNN),
        Arguments.of("rssm_overshooting", DynamicsKind.RSSM),
        Arguments.of("rssm_overshooting_pairs", DynamicsKind.RSSM),
        Arguments.of("rssm_first_release", DynamicsKind.RSSM),
        Arguments.of("rssm_pixels", DynamicsKind.RSSM_PIXELS),
        Arguments.of("rssm_early_prior", DynamicsKind.RSSM_EARLY_PRIOR),
        Arguments.of("rssm_early_prior_overshooting", DynamicsKind.RSSM_EARLY_PRIOR),
        Arguments.of("rssm_categorical", DynamicsKind.RSSM_CATEGORICAL),
        Arguments.of("rssm_categorical_balanced", DynamicsKind.RSSM_CATEGORICAL),
        Arguments.of("rssm_categorical_elu", DynamicsKind.RSSM_CATEGORICAL),
        Arguments.of("rssm_reset_after", DynamicsKind.RSSM),
        Arguments.of("rssm_layer_norm", DynamicsKind.RSSM),
        Arguments.of("dreamer", DynamicsKind.RSSM),
        Arguments.of("dreamer_v2", DynamicsKind.RSSM_CATEGORICAL),
        Arguments.of("sssm", DynamicsKind.SSSM),
        Arguments.of("sssm_overshooting", DynamicsKind.SSSM),
        Arguments.of("dssm", DynamicsKind.DSSM),
        Arguments.of("dvbf", DynamicsKind.DVBF),
        Arguments.of("dvbf_fusion", DynamicsKind.DVBF_FUSION),
        Arguments.of("dvbf_fusion_overshooting", DynamicsKind.DVBF_FUSION),
        Arguments.of("slac", DynamicsKind.SLAC),
        Arguments.of("slac_overshooting", DynamicsKind.SLAC),
        Arguments.of("pr_ssm", DynamicsKind.PR_SSM),
        Arguments.of("pr_ssm_overshooting", DynamicsKind.PR_SSM),
        Arguments.of("pr_ssm_released", DynamicsKind.PR_SSM),
        Arguments.of("pr_ssm_open", DynamicsKind.PR_SSM_OPEN),
        Arguments.of("ssm_overshooting", DynamicsKind.SSM),
        Arguments.of("drnn_overshooting", DynamicsKind.DRNN));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void statesAndRewardsArePytorchs(String name, DynamicsKind kind) throws IOException {
    WorldModelOracle oracle = WorldModelOracle.read(name, kind);
    try (PlanetModel model = oracle.model(backend)) {
      Tape tape = Tape.forgetting(model.shard());
      LatentDynamics.Unrolled states = oracle.unroll(model);
      if (kind.hasDistribution()) {
        List<String> parts = kind.isCategorical() ? List.of("logits") : List.of("mean", "std");
        for (int i = 0; i < parts.size(); i++) {
          LatentDistribution posterior = states.posterior().distribution();
          assertRows(oracle, "posterior/" + parts.get(i), posterior.parts().get(i));
          assertRows(oracle, "prior/" + parts.get(i), states.prior().parts().get(i));
        }
        assertRows(oracle, "posterior/sample", states.posterior().sample());
      }
      Rows[] features = model.dynamics().features(states.posterior());
      assertRows(oracle, "features", sideBySide(features));
      assertRows(oracle, "rewards", model.rewardHead().apply(tape, features));
    }
  }

  /** The picture of the last time step of the first sequence, by its distance from the true one. */
  @ParameterizedTest
  @MethodSource("cases")
  void aDecodedPictureIsAsFarFromTheTrueOneAsPytorchs(String name, DynamicsKind kind)
      throws IOException {
    WorldModelOracle oracle = WorldModelOracle.read(name, kind);
    try (PlanetModel model = oracle.model(backend)) {
      LatentState last =
          oracle.unroll(model).posterior().pick(Tape.forgetting(model.shard()), oracle.last());
      double actual = model.imageErrors(List.of(last.belief()), List.of(oracle.lastPicture()))[0];
      assertEquals(oracle.lastImageError(), actual, backend.tolerance() * actual);
    }
  }

  private static Rows sideBySide(Rows... parts) {
    float[][] values = new float[parts[0].rows()][0];
    for (Rows part : parts) {
      float[][] read = part.read();
      for (int row = 0; row < values.length; row++) {
        int width = values[row].length;
        values[row] = Arrays.copyOf(values[row], width + part.columns());
        System.arraycopy(read[row], 0, values[row], width, part.columns());
      }
    }
    return Rows.constant(values);
  }

  private void assertRows(WorldModelOracle oracle, String name, Rows actual) {
    float[][] expected = oracle.rows("forward/" + name);
    double largest = 0;
    for (float[] row : expected) {
      for (float value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    float[][] read = actual.read();
    assertEquals(expected.length, read.length);
    for (int i = 0; i < expected.length; i++) {
      assertClose(expected[i], read[i], largest, name + " row " + i);
    }
  }

  /** Three steps of four candidates from the last posterior. */
  @ParameterizedTest
  @CsvSource({
    "rssm_pixels,RSSM_PIXELS",
    "rssm_early_prior,RSSM_EARLY_PRIOR",
    "rssm_reset_after,RSSM",
    "rssm_layer_norm,RSSM",
    "dreamer,RSSM",
    "dreamer_v2,RSSM_CATEGORICAL"
  })
  void imaginedReturnsOfCandidatesArePytorchs(String name, DynamicsKind kind) throws IOException {
    WorldModelOracle oracle = WorldModelOracle.read(name, kind);
    float[] expected = oracle.get("forward/plan_returns");
    float[] returns = oracle.planReturns(backend);
    for (int j = 0; j < expected.length; j++) {
      assertEquals(expected[j], returns[j], backend.tolerance() * Math.abs(expected[j]));
    }
    assertNotEquals(expected[0], expected[1], 1e-3);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyGradientIsPytorchs(String name, DynamicsKind kind) throws IOException {
    WorldModelOracle oracle = WorldModelOracle.read(name, kind);
    for (int threads = 1; threads <= backend.threads(); threads++) {
      try (PlanetModel model = oracle.model(backend, threads)) {
        var _ = model.differentiate(oracle.batch(), oracle.noise(), oracle.noise());
        model.parameters().read();
        for (Parameter p : model.parameters().parameters()) {
          if (name.equals("gru_release") && UNTRAINED.matcher(p.name()).matches()) {
            assertArrayEquals(new float[p.size()], oracle.ours("gradient/", p), p.name());
            assertArrayEquals(new float[p.size()], p.gradient(), p.name());
          } else {
            assertParameter(oracle, "gradient/", p, p.gradient());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fiveUpdatesArePytorchs(String name, DynamicsKind kind) throws IOException {
    WorldModelOracle oracle = WorldModelOracle.read(name, kind);
    try (PlanetModel model = oracle.model(backend, 2)) {
      for (int update = 1; update <= 5; update++) {
        UpdateMetrics m = model.update(oracle.batch(), oracle.noise(), oracle.noise());
        float[] expected = oracle.get("metrics/" + update);
        double[] actual = {
          m.get(UpdateMetric.LOSS),
          m.get(UpdateMetric.IMAGE_LOSS),
          m.get(UpdateMetric.REWARD_LOSS),
          m.get(UpdateMetric.DIVERGENCE),
          m.get(UpdateMetric.GRADIENT_NORM),
          m.get(UpdateMetric.OVERSHOOTING_LOSS)
        };
        for (int i = 0; i < actual.length; i++) {
          double value = i < expected.length ? expected[i] : 0; // without overshooting
          assertEquals(value, actual[i], backend.tolerance() * Math.abs(value), "metric " + i);
        }
      }
      model.parameters().read();
      for (Parameter p : model.parameters().parameters()) {
        assertParameter(oracle, "updated/", p, p.value());
      }
    }
  }

  /** Relative to the largest entry of the array, as sums of floats are. */
  private void assertParameter(WorldModelOracle oracle, String kind, Parameter p, float[] actual) {
    float[] expected = oracle.ours(kind, p);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 0, p.name() + " is all zero: nothing was compared");
    assertClose(expected, actual, largest, kind + p.name());
  }

  private void assertClose(float[] expected, float[] actual, double largest, String name) {
    assertEquals(expected.length, actual.length, name);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], backend.tolerance() * largest, name + " entry " + i);
    }
  }
}
