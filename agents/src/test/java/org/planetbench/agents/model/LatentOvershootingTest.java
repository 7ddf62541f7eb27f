package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

class LatentOvershootingTest {
  private static final int LENGTH = 5;
  private static final int BATCH = 3;

  /** Of a chunk of 5: four pairs of distance 2, three of 3, two of 4, one of 5, none beyond. */
  @ParameterizedTest
  @CsvSource({"0,0", "1,0", "2,4", "3,7", "4,9", "5,10", "6,10", "50,10"})
  void countsThePairsThatEndWithinTheChunk(int distance, int pairs) {
    assertEquals(pairs, new OvershootingSpec(0, distance).positions(LENGTH));
  }

  /** What lies beyond the chunk's end adds no loss, no gradient, and takes no noise. */
  @ParameterizedTest
  @EnumSource(
      value = DynamicsKind.class,
      names = {"RSSM", "DRNN"})
  void distancesBeyondTheChunkContributeNothing(DynamicsKind kind) {
    try (PlanetModel whole = model(kind, 1, LENGTH);
        PlanetModel beyond = model(kind, 1, 50)) {
      UpdateMetrics expected = update(whole);
      assertTrue(expected.overshootingLoss() > 0);
      assertEquals(expected, update(beyond));
      assertGradientsEqual(whole, beyond);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DynamicsKind.class,
      names = {"RSSM", "DRNN"})
  void withoutAScaleNothingChanges(DynamicsKind kind) {
    try (PlanetModel off = model(kind, 0, 50);
        PlanetModel none = model(kind, 0, 0)) {
      UpdateMetrics expected = update(none);
      assertEquals(0, expected.overshootingLoss());
      assertEquals(expected, update(off));
      assertGradientsEqual(none, off);
    }
  }

  @Test
  void aChunkOfOneHasNothingToOvershoot() {
    try (PlanetModel model = model(DynamicsKind.RSSM, 1, 50)) {
      UpdateMetrics m = model.update(TestBatches.batch(1, BATCH, 64, 2, 5), TestBatches.random(6));
      assertEquals(0, m.overshootingLoss());
      assertTrue(Double.isFinite(m.loss()));
    }
  }

  /**
   * The term's own tape gives gradients to the samples that rollouts start from and to nothing that
   * they meet: to no mean or deviation, not to the last posterior, from which none starts, and not
   * to the one before, whose rollout ends at distance 1.
   */
  @ParameterizedTest
  @EnumSource(
      value = DynamicsKind.class,
      names = {"RSSM", "DRNN"})
  void thePosteriorsThatAreMetGetNoGradient(DynamicsKind kind) {
    ModelSpec spec = spec(kind, 1, LENGTH);
    LatentDynamics dynamics =
        LatentDynamics.of(new ParameterSet(1, TestBatches.random(0)), spec, 4);
    Rows actions = Rows.constant(matrix(LENGTH * BATCH, spec.actionSize(), 1));
    LatentState posterior =
        dynamics
            .unroll(
                Tape.recording(0),
                BATCH,
                actions,
                Rows.constant(matrix(LENGTH * BATCH, 4, 2)),
                matrix(LENGTH * BATCH, dynamics.noiseWidth(), 3))
            .posterior();
    RandomGenerator[] random = new RandomGenerator[BATCH];
    Arrays.setAll(random, TestBatches::random);
    double loss =
        new LatentOvershooting(dynamics, spec).differentiate(0, posterior, actions, random, 0.1);
    assertTrue(loss > 0);
    assertEquals(0, size(posterior.distribution().mean().gradient()));
    assertEquals(0, size(posterior.distribution().std().gradient()));
    float[][] sample = posterior.sample().gradient();
    int end = (LENGTH - 2) * BATCH;
    for (int row = 0; row < sample.length; row++) {
      assertEquals(row < end, size(sample[row]) > 0, "row " + row);
    }
    for (Rows memory : posterior.memory()) {
      assertEquals(0, size(Arrays.copyOfRange(memory.gradient(), end, LENGTH * BATCH)));
    }
  }

  @Test
  void aScaleWithoutADistanceIsRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new OvershootingSpec(1, 1));
    assertEquals(
        "overshooting_distance: expected 2 or more with overshooting_scale 1.0, got 1",
        e.getMessage());
  }

  private static void assertGradientsEqual(PlanetModel expected, PlanetModel actual) {
    for (int i = 0; i < expected.parameters().parameters().size(); i++) {
      Parameter p = expected.parameters().parameters().get(i);
      assertArrayEquals(p.gradient(), actual.parameters().parameters().get(i).gradient(), p.name());
    }
  }

  private static UpdateMetrics update(PlanetModel model) {
    return model.update(TestBatches.batch(LENGTH, BATCH, 64, 2, 5), TestBatches.random(6));
  }

  private static PlanetModel model(DynamicsKind kind, double scale, int distance) {
    return new PlanetModel(spec(kind, scale, distance), 2, TestBatches.random(0));
  }

  private static ModelSpec spec(DynamicsKind kind, double scale, int distance) {
    return new ModelSpec(
        2,
        32,
        3,
        kind,
        5,
        10,
        9,
        2,
        8,
        0.1,
        5,
        1,
        10,
        1,
        0,
        new OvershootingSpec(scale, distance),
        1e-3,
        1e-4,
        1000);
  }

  private static float[][] matrix(int rows, int columns, long seed) {
    RandomGenerator random = TestBatches.random(seed);
    float[][] matrix = new float[rows][columns];
    for (float[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }

  /** The sum of the absolute values. */
  private static double size(float[]... rows) {
    double sum = 0;
    for (float[] row : rows) {
      for (float value : row) {
        sum += Math.abs(value);
      }
    }
    return sum;
  }
}
