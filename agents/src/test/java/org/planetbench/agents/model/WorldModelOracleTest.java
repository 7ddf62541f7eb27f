package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** States, predictions, loss terms, gradients and five Adam steps against PyTorch in double. */
class WorldModelOracleTest {
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @CsvSource({"drnn,DRNN", "drnn_overshooting,DRNN", "rssm_overshooting,RSSM"})
  void statesAndRewardsArePytorchs(String name, DynamicsKind kind) throws IOException {
    WorldModelOracle oracle = WorldModelOracle.read(name, kind);
    try (PlanetModel model = oracle.model(1)) {
      Tape tape = Tape.forgetting();
      LatentDynamics.Unrolled states =
          model
              .dynamics()
              .unroll(
                  tape,
                  oracle.sequences(),
                  Rows.constant(oracle.rows("actions")),
                  Rows.constant(oracle.rows("forward/embedding")),
                  oracle.rows("noise"));
      assertRows(oracle, "posterior/mean", states.posterior().distribution().mean());
      assertRows(oracle, "posterior/std", states.posterior().distribution().std());
      assertRows(oracle, "posterior/sample", states.posterior().sample());
      assertRows(oracle, "prior/mean", states.prior().mean());
      assertRows(oracle, "prior/std", states.prior().std());
      Rows[] features = model.dynamics().features(states.posterior());
      assertRows(oracle, "rewards", model.rewardHead().apply(tape, features));
    }
  }

  private static void assertRows(WorldModelOracle oracle, String name, Rows actual) {
    float[][] expected = oracle.rows("forward/" + name);
    double largest = 0;
    for (float[] row : expected) {
      for (float value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    assertEquals(expected.length, actual.rows());
    for (int i = 0; i < expected.length; i++) {
      assertClose(expected[i], actual.value()[i], largest, name + " row " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "drnn,DRNN,1",
    "drnn,DRNN,2",
    "drnn_overshooting,DRNN,1",
    "drnn_overshooting,DRNN,3",
    "rssm_overshooting,RSSM,1",
    "rssm_overshooting,RSSM,2"
  })
  void everyGradientIsPytorchs(String name, DynamicsKind kind, int threads) throws IOException {
    WorldModelOracle oracle = WorldModelOracle.read(name, kind);
    try (PlanetModel model = oracle.model(threads)) {
      var _ = model.differentiate(oracle.batch(), oracle.noise());
      for (Parameter p : model.parameters().parameters()) {
        assertParameter(oracle, "gradient/", p, p.gradient());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"drnn,DRNN,2", "drnn_overshooting,DRNN,2", "rssm_overshooting,RSSM,2"})
  void fiveUpdatesArePytorchs(String name, DynamicsKind kind, int threads) throws IOException {
    WorldModelOracle oracle = WorldModelOracle.read(name, kind);
    try (PlanetModel model = oracle.model(threads)) {
      for (int update = 1; update <= 5; update++) {
        UpdateMetrics m = model.update(oracle.batch(), oracle.noise());
        float[] expected = oracle.get("metrics/" + update);
        double[] actual = {
          m.loss(),
          m.imageLoss(),
          m.rewardLoss(),
          m.divergence(),
          m.gradientNorm(),
          m.overshootingLoss()
        };
        for (int i = 0; i < actual.length; i++) {
          double value = i < expected.length ? expected[i] : 0; // without overshooting
          assertEquals(value, actual[i], TOLERANCE * Math.abs(value), "metric " + i);
        }
      }
      for (Parameter p : model.parameters().parameters()) {
        assertParameter(oracle, "updated/", p, p.value());
      }
    }
  }

  /** Relative to the largest entry of the array, as sums of floats are. */
  private static void assertParameter(
      WorldModelOracle oracle, String kind, Parameter p, float[] actual) {
    float[] expected = oracle.ours(kind, p);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 0, p.name() + " is all zero: nothing was compared");
    assertClose(expected, actual, largest, kind + p.name());
  }

  private static void assertClose(float[] expected, float[] actual, double largest, String name) {
    assertEquals(expected.length, actual.length, name);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], TOLERANCE * largest, name + " entry " + i);
    }
  }
}
