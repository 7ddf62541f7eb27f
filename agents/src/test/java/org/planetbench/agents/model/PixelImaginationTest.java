package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.agents.Errors;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;

/** Planning through pictures: decoded, encoded and inferred again at each imagined step. */
@OnEveryBackend
record PixelImaginationTest(TestBackend backend) {
  private static final float[] ACTION = {0.3f, -0.9f};

  @Test
  void learnsToTheBitWhatAnRssmLearns() {
    try (PlanetModel latents = trained(DynamicsKind.RSSM);
        PlanetModel pictures = trained(DynamicsKind.RSSM_PIXELS)) {
      latents
          .parameterValues()
          .forEach(
              (name, values) -> assertArrayEquals(values, pictures.parameterValues().get(name)));
    }
  }

  /** What an RSSM imagines does not depend on its encoder. */
  @Test
  void theImaginedPictureIsEncodedAgain() {
    for (DynamicsKind kind : new DynamicsKind[] {DynamicsKind.RSSM, DynamicsKind.RSSM_PIXELS}) {
      try (PlanetModel model = trained(kind)) {
        Belief start = model.initialBelief();
        float[] before = imagined(model, start);
        model.parameters().read();
        Parameter encoder =
            model.parameters().parameters().stream()
                .filter(p -> p.name().equals("encoder/2/weights"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < encoder.size(); i++) {
          encoder.value()[i] *= 2;
        }
        model.load();
        assertEquals(
            kind == DynamicsKind.RSSM, Arrays.equals(before, imagined(model, start)), kind.key());
      }
    }
  }

  private static float[] imagined(PlanetModel model, Belief start) {
    return model.prior(start, ACTION, TestBatches.random(4)).sample();
  }

  /** The belief h is the prior's: the picture changes z alone. */
  @Test
  void hIsThatOfThePrior() {
    try (PlanetModel latents = trained(DynamicsKind.RSSM);
        PlanetModel pictures = trained(DynamicsKind.RSSM_PIXELS)) {
      Belief one = latents.prior(latents.initialBelief(), ACTION, TestBatches.random(4));
      Belief other = pictures.prior(pictures.initialBelief(), ACTION, TestBatches.random(4));
      assertArrayEquals(one.deterministic(), other.deterministic());
      assertFalse(Arrays.equals(one.sample(), other.sample()));
    }
  }

  /** Its caution names the least and the most of all recipes. */
  @Test
  void costsManyTimesWhatLatentsDo() {
    DoubleSummaryStatistics times =
        Recipes.all().stream().mapToDouble(PixelImaginationTest::timesAsMany).summaryStatistics();
    assertEquals(17.3, times.getMin(), 0.1);
    assertEquals(118.9, times.getMax(), 0.1);
    assertEquals(17.3, timesAsMany(Recipes.TINY), 0.1);
    assertEquals(72.4, timesAsMany(Recipes.HEAD), 0.1);
    assertEquals(118.9, timesAsMany(Recipes.CAMERA_READY), 0.1);
    assertTrue(
        Variant.PIXEL_MODEL.caution().contains("17 times (tiny) to 119 times (camera_ready)"));
  }

  private static double timesAsMany(Recipe recipe) {
    return (double) new Arithmetic(Variant.PIXEL_MODEL.adapt(recipe).model(6)).imaginedStep()
        / new Arithmetic(recipe.model(6)).imaginedStep();
  }

  @ParameterizedTest
  @CsvSource({"actor, true, false", "planner, grad_cem, one without gradients"})
  void refusesWhatFollowsGradients(String key, String value, String expected) {
    assertEquals(
        "%s: expected %s with dynamics rssm_pixels, as gradients go through latents alone; choose another, or dynamics rssm"
            .formatted(key, expected),
        Errors.messageOf(
            IllegalArgumentException.class,
            () -> Variant.PIXEL_MODEL.adapt(Recipes.TINY).with(key, value)));
  }

  private PlanetModel trained(DynamicsKind kind) {
    PlanetModel model = backend.model(TestBatches.smallSpec(kind), TestBatches.random(0));
    for (int i = 0; i < 2; i++) {
      var _ =
          model.update(
              TestBatches.batch(6, 4, 64, 2, 5), TestBatches.random(1), TestBatches.random(1));
    }
    return model;
  }
}
