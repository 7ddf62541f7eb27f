package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.agents.Errors;
import org.planetbench.agents.model.WorldModel.Belief;

/** Where z and the observations enter (world-models-spec section 3, fidelity tests). */
class BuesingStateSpaceTest {
  private static final int EMBEDDING = 96;
  private static final float[] ACTION = {0.4f, -0.6f};

  /** Of the same step: sSSM's moves with it, RSSM's and dSSM's are there before it. */
  @ParameterizedTest
  @CsvSource({"SSSM,true", "DSSM,false", "RSSM,false"})
  void zMovesTheStateOfItsOwnTime(DynamicsKind kind, boolean expected) {
    try (PlanetModel model = model(kind)) {
      Belief start = observe(model, model.initialBelief(), 1, 1);
      Belief one = model.prior(start, ACTION, TestBatches.random(2));
      Belief other = model.prior(start, ACTION, TestBatches.random(3));
      assertFalse(Arrays.equals(one.sample(), other.sample()));
      assertEquals(expected, !Arrays.equals(one.deterministic(), other.deterministic()));
    }
  }

  @Test
  void dssmsZReachesThePictureOfItsTimeAndNoLaterState() {
    try (PlanetModel model = model(DynamicsKind.DSSM)) {
      Belief start = observe(model, model.initialBelief(), 1, 1);
      Belief other = observe(model, model.initialBelief(), 1, 2);
      assertFalse(Arrays.equals(start.sample(), other.sample()));
      assertFalse(Arrays.equals(model.decode(start).rgb(), model.decode(other).rgb()));
      assertSame(
          model.prior(start, ACTION, TestBatches.random(4)),
          model.prior(other, ACTION, TestBatches.random(4)));
    }
  }

  /** The second observation is of e, or of -e. */
  @ParameterizedTest
  @CsvSource({"SSSM,true", "DSSM,false"})
  void laterObservationsMoveSssmsStateAlone(DynamicsKind kind, boolean expected) {
    try (PlanetModel model = model(kind)) {
      Belief start = observe(model, model.initialBelief(), 1, 1);
      Belief one = observe(model, start, 1, 2);
      Belief other = observe(model, start, -1, 2);
      assertFalse(Arrays.equals(one.sample(), other.sample()));
      assertEquals(expected, !Arrays.equals(one.deterministic(), other.deterministic()));
    }
  }

  @Test
  void dssmsStateStartsFromTheFirstObservation() {
    try (PlanetModel model = model(DynamicsKind.DSSM)) {
      Belief one = observe(model, model.initialBelief(), 1, 1);
      Belief other = observe(model, model.initialBelief(), -1, 1);
      assertFalse(Arrays.equals(one.deterministic(), other.deterministic()));
    }
  }

  /** Six steps after the first observation, of which as many as told were observed, too. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void dssmsOpenLoopDoesNotDependOnWhatWasSeenOnTheWay(int seen) {
    try (PlanetModel model = model(DynamicsKind.DSSM)) {
      Belief blind = observe(model, model.initialBelief(), 1, 1);
      Belief sighted = blind;
      for (int t = 1; t <= 6; t++) {
        blind = model.prior(blind, ACTION, TestBatches.random(t));
        sighted =
            t <= seen
                ? observe(model, sighted, t, t)
                : model.prior(sighted, ACTION, TestBatches.random(t));
      }
      assertSame(blind, sighted);
    }
  }

  @Test
  void overshootingIsRefusedWhereEveryDistanceHasTheSamePrior() {
    ModelSpec spec = TestBatches.smallSpec(DynamicsKind.DSSM);
    assertEquals(
        "overshooting_scale: expected 0 with dynamics dssm, whose prior is the same at every distance, got 1.0",
        Errors.messageOf(
            IllegalArgumentException.class,
            () -> spec.with("overshooting_scale=1", "overshooting_distance=3")));
  }

  private static PlanetModel model(DynamicsKind kind) {
    return new PlanetModel(TestBatches.smallSpec(kind), 1, TestBatches.random(0));
  }

  /** What the filter makes of an embedding that is alternately this and its negative. */
  private static Belief observe(PlanetModel model, Belief previous, float value, long noise) {
    float[] embedding = new float[EMBEDDING];
    for (int i = 0; i < embedding.length; i++) {
      embedding[i] = i % 2 == 0 ? value : -value;
    }
    return model.posterior(previous, ACTION, embedding, TestBatches.random(noise));
  }

  private static void assertSame(Belief one, Belief other) {
    for (int i = 0; i < one.numbers().length; i++) {
      assertArrayEquals(one.numbers()[i], other.numbers()[i]);
    }
  }
}
