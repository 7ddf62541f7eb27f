package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.agents.Errors;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TestTapes;

/**
 * The filters of Karl et al. 2016 and SLAC's latents, whose first step is another (sections 2, 4).
 */
class VariationalFilterTest {
  private static final int EMBEDDING = 96;
  private static final float[] ACTION = {0.4f, -0.6f};

  /** Of the transition without the start, the measurement and the encoder (section 6). */
  @ParameterizedTest
  @CsvSource({"8,8208", "30,25808"})
  void fusionsTransitionHasAsManyParametersAsTheSpecificationCounts(int width, long expected) {
    ModelSpec spec = TestBatches.head(DynamicsKind.DVBF_FUSION).with("stochastic_size=" + width);
    ParameterSet set = TestTapes.parameters(1, TestBatches.random(0));
    LatentDynamics _ = spec.dynamics().create(set, spec, 1024);
    assertEquals(
        expected,
        set.parameters().stream()
            .filter(p -> p.name().matches("dvbf_fusion/(mixing|transition|\\w+_variance)/.*"))
            .mapToLong(Parameter::size)
            .sum());
  }

  /** With SLAC's own sizes, and its compressor's 256 numbers a picture. */
  @Test
  void slacHasAsManyParametersAndMultiplyAddsAsTheSpecificationCounts() {
    ModelSpec spec =
        TestBatches.head(DynamicsKind.SLAC)
            .with("stochastic_size=32", "deterministic_size=256", "hidden_size=256");
    ParameterSet set = TestTapes.parameters(1, TestBatches.random(0));
    LatentDynamics slac = spec.dynamics().create(set, spec, 256);
    assertEquals(991_424, set.size());
    assertEquals(420_864 + 266_700, new Arithmetic(spec).imaginedStep());
    assertEquals(288, Arrays.stream(slac.featureWidths()).sum());
  }

  /** The heads' error at any time reaches what the first w was inferred with, through all steps. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 6})
  void theGradientOfALaterPicturePassesThroughTheTransitionsToTheFirstStep(int time) {
    ParameterSet set = TestTapes.parameters(1, TestBatches.random(2));
    LatentDynamics dynamics =
        DynamicsKind.DVBF.create(set, TestBatches.smallSpec(DynamicsKind.DVBF), 4);
    Tape tape = TestTapes.recording(0);
    LatentState states =
        dynamics
            .unroll(tape, 1, rows(7, 2), rows(7, 4), rows(7, dynamics.noise().width()))
            .posterior();
    Arrays.fill(dynamics.features(states)[0].readGradient()[time], 1f);
    tape.backward();
    set.collect();
    for (Parameter p : set.parameters()) {
      if (p.name().startsWith("dvbf/first/")) {
        assertTrue(isMoved(p), p.name());
      } else if (p.name().startsWith("dvbf/transition/")) {
        assertEquals(time > 0, isMoved(p), p.name());
      }
    }
  }

  private static boolean isMoved(Parameter p) {
    for (float value : p.gradient()) {
      if (value != 0) {
        return true;
      }
    }
    return false;
  }

  private static Rows rows(int rows, int columns) {
    float[][] values = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i][j] = (float) Math.sin(1 + i * columns + j);
      }
    }
    return Rows.constant(values);
  }

  /** What is inferred from a picture moves the latent of its own time. */
  @ParameterizedTest
  @EnumSource(
      value = DynamicsKind.class,
      names = {"DVBF", "DVBF_FUSION", "SLAC", "PR_SSM"})
  void aPictureMovesTheLatentOfItsOwnTime(DynamicsKind kind) {
    try (PlanetModel model = model(kind)) {
      Belief start = observe(model, model.initialBelief(), 1);
      assertFalse(
          Arrays.equals(
              features(model, observe(model, start, 1)),
              features(model, observe(model, start, -1))));
    }
  }

  /** The prior of the first step is N(0, I); rows before and after it may stand side by side. */
  @ParameterizedTest
  @EnumSource(
      value = DynamicsKind.class,
      names = {"DVBF", "DVBF_FUSION", "SLAC", "PR_SSM"})
  void theFirstStepIsAnother(DynamicsKind kind) {
    try (PlanetModel model = model(kind)) {
      Belief initial = model.initialBelief();
      Belief first = model.prior(initial, ACTION, TestBatches.random(1));
      Belief second = model.prior(first, ACTION, TestBatches.random(1));
      for (float mean : first.distribution().getFirst()) {
        assertEquals(0, mean);
      }
      for (float std : first.distribution().getLast()) {
        assertEquals(1, std);
      }
      assertEquals(0, last(initial));
      assertEquals(1, last(first));
      assertEquals(1, last(second));
      assertFalse(Arrays.equals(features(model, first), features(model, second)));
      LatentDynamics dynamics = model.dynamics();
      Rows noise = dynamics.noise().draw(TestTapes.forgetting(), 3, TestBatches.random(4));
      LatentState mixed =
          LatentState.stack(
              TestTapes.forgetting(),
              List.of(
                  LatentState.of(first, dynamics),
                  LatentState.of(initial, dynamics),
                  LatentState.of(second, dynamics)));
      Rows actions = Rows.constant(ACTION, ACTION, ACTION);
      LatentState together = dynamics.prior(TestTapes.forgetting(), mixed, actions, noise);
      for (int row = 0; row < 3; row++) {
        LatentState alone =
            dynamics.prior(
                TestTapes.forgetting(),
                mixed.slice(row, row + 1),
                actions.slice(row, row + 1),
                noise.slice(row, row + 1));
        assertArrayEquals(
            dynamics.features(alone)[0].read()[0], dynamics.features(together)[0].read()[row]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DynamicsKind.class,
      names = {"DVBF", "DVBF_FUSION", "SLAC", "PR_SSM", "PR_SSM_OPEN"})
  void planningStartsAfterTheFirstStep(DynamicsKind kind) {
    try (PlanetModel model = model(kind)) {
      var scorer = model.imagination(model.initialBelief(), TestBatches.random(1));
      assertEquals(
          "planning with dynamics "
              + kind.key()
              + ": expected a belief with a first step behind it, got the initial one; observe first",
          assertThrows(
                  IllegalStateException.class,
                  () -> scorer.score(new float[2], 1, 1, 1, new float[1]))
              .getMessage());
    }
  }

  @Test
  void badSettingsAreRefused() {
    ModelSpec dvbf = TestBatches.smallSpec(DynamicsKind.DVBF);
    assertEquals(
        "overshooting_scale: expected 0 with dynamics dvbf, whose prior is the same at every distance, got 1.0",
        Errors.messageOf(
            IllegalArgumentException.class,
            () -> dvbf.with("overshooting_scale=1", "overshooting_distance=3")));
    assertEquals(
        "stochastic_size x base_matrices: expected at most 10000, got 15000; lower one of them",
        Errors.messageOf(IllegalArgumentException.class, () -> dvbf.with("base_matrices=3000")));
  }

  /** z2 has no posterior of its own: at the last step its net gets nothing of the divergence. */
  @ParameterizedTest
  @CsvSource({"1,false", "2,true"})
  void slacsDivergenceTrainsTheSecondLevelThroughLaterPriorsAlone(int length, boolean expected) {
    ParameterSet set = TestTapes.parameters(1, TestBatches.random(2));
    LatentDynamics slac =
        DynamicsKind.SLAC.create(set, TestBatches.smallSpec(DynamicsKind.SLAC), 4);
    Tape tape = TestTapes.recording(0);
    LatentDynamics.Unrolled unrolled =
        slac.unroll(tape, 1, rows(length, 2), rows(length, 4), rows(length, slac.noise().width()));
    double nats =
        unrolled.posterior().distribution().divergence(tape, unrolled.prior(), 0, 1).nats();
    tape.backward();
    set.collect();
    for (Parameter p : set.parameters()) {
      if (p.name().equals("slac/first_memory/mean/weights")) {
        assertEquals(expected, isMoved(p));
      }
      if (p.name().equals("slac/memory/mean/weights")) {
        assertFalse(isMoved(p));
      }
    }
    if (length == 1) { // against N(0, I)
      double sum = 0;
      float[] mean = unrolled.posterior().distribution().parts().getFirst().read()[0];
      float[] std = unrolled.posterior().distribution().parts().getLast().read()[0];
      for (int i = 0; i < mean.length; i++) {
        sum += -Math.log(std[i]) + ((double) std[i] * std[i] + mean[i] * mean[i] - 1) / 2;
      }
      assertEquals(sum, nats, 1e-6);
    }
  }

  private static PlanetModel model(DynamicsKind kind) {
    return new PlanetModel(TestBatches.smallSpec(kind), 1, TestBatches.random(0));
  }

  private static float last(Belief belief) {
    return belief.deterministic()[belief.deterministic().length - 1];
  }

  private static float[] features(PlanetModel model, Belief belief) {
    return model.dynamics().features(LatentState.of(belief, model.dynamics()))[0].read()[0];
  }

  /** What the filter makes of an embedding that is alternately this and its negative. */
  private static Belief observe(PlanetModel model, Belief previous, float value) {
    float[] embedding = new float[EMBEDDING];
    for (int i = 0; i < EMBEDDING; i++) {
      embedding[i] = i % 2 == 0 ? value : -value;
    }
    return model.posterior(previous, ACTION, embedding, TestBatches.random(2));
  }
}
