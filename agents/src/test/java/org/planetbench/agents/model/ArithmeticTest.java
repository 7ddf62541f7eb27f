package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;

/** Against counts made by hand from the published layers. */
final class ArithmeticTest {
  /** 36 x 200 + 3 x 400 x 200 + 200 x 200 + 200 x 60; 230 x 300 + 2 x 300 x 300 + 300. */
  @Test
  void countsAnImaginedStepOfThePublishedModel() {
    assertEquals(299_200 + 249_300, new Arithmetic(ModelSpec.head(6)).imaginedStep());
  }

  /** 1,030 x 200 + 3 x 400 x 200 + 200 x 200 + 200 x 1,024; 1,224 x 300 + 2 x 300 x 300 + 300. */
  @Test
  void countsAnImaginedStepWithDiscreteLatents() {
    ModelSpec spec = Variant.RSSM_CATEGORICAL.adapt(Recipes.HEAD).model(6);
    assertEquals(690_800 + 547_500, new Arithmetic(spec).imaginedStep());
  }

  /** Against the weights that each prior packs for planning. */
  @Test
  void countsAnImaginedStepOfEveryDynamics() {
    for (DynamicsKind kind : DynamicsKind.values()) {
      ModelSpec spec = Recipes.TINY.with("dynamics", kind.key()).model(3);
      try (PlanetModel model = new PlanetModel(spec, TestBatches.random(0))) {
        assertEquals(model.multiplyAddsPerStep(), new Arithmetic(spec).imaginedStep(), kind.key());
      }
    }
  }

  /**
   * Encoder 31^2 16 3 32 + 14^2 16 32 64 + 6^2 16 64 128 + 2^2 16 128 256; decoder 230 1024 + 25
   * 1024 128 + 5^2 25 128 64 + 13^2 36 64 32 + 30^2 36 32 3; posterior 1224 200 + 200 60.
   */
  @Test
  void countsAnUpdateOfThePublishedModel() {
    long first = 1_476_096;
    long encoder = first + 6_422_528 + 4_718_592 + 2_097_152;
    long decoder = 235_520 + 3_276_800 + 5_120_000 + 12_460_032 + 3_110_400;
    long dynamics = 548_500 + 244_800 + 12_000;
    assertEquals(
        2500 * (3 * (encoder + decoder + dynamics) - first), update(ModelSpec.head(6), 2500));
  }

  /** 32x32 pictures have three convolutions each way: 32, 15, 6, 2 and 1, 5, 14, 32 a side. */
  @Test
  void countsAnUpdateOnSmallPictures() {
    long first = 15 * 15 * 16 * 3 * 16;
    long encoder = first + 6 * 6 * 16 * 16 * 32 + 2 * 2 * 16 * 32 * 64;
    long decoder = 130 * 256 + 25 * 256 * 32 + 5 * 5 * 36 * 32 * 16 + 14 * 14 * 36 * 16 * 3;
    long dynamics = 31 * 100 + 3 * 200 * 100 + 100 * 100 + 100 * 60;
    long posterior = (100 + 256) * 100 + 100 * 60;
    long reward = 130 * 100 + 100 * 100 + 100;
    assertEquals(
        240 * (3 * (encoder + decoder + dynamics + posterior + reward) - first),
        update(Recipes.TINY.model(1), 240));
  }

  /**
   * A step of the prior 31 100 + 3 200 100 + 160 100; actor, value and reward head 130 100 + 100
   * 100, and 100 for each output.
   */
  @Test
  void countsWhatAnActorAddsToAnUpdate() {
    long step = 79_100;
    long actor = 23_200;
    long head = 23_100;
    Recipe recipe = Variant.ACTOR.adapt(Recipes.TINY);
    assertEquals(
        240 * (15 * (3 * actor + 2 * step) + 14 * (2 * head + 5 * head)),
        new Arithmetic(recipe.model(1)).dreams(recipe.actor(), 240));
    assertEquals(0, new Arithmetic(recipe.model(1)).dreams(Recipes.TINY.actor(), 240));
  }

  /** In chunks of 5 there are 5, 4 and 3 starts at the distances 1, 2 and 3; 79,100 a step. */
  @Test
  void countsWhatOvershootingAddsToAnUpdate() {
    Recipe recipe = Recipes.TINY.with("overshooting_distance", "3").with("overshooting_scale", "1");
    assertEquals(3 * 7 * 12 * 79_100, new Arithmetic(recipe.model(1)).overshooting(7, 5));
    assertEquals(0, new Arithmetic(Recipes.TINY.model(1)).overshooting(7, 5));
  }

  private static long update(ModelSpec spec, int frames) {
    try (PlanetModel model = new PlanetModel(spec, TestBatches.random(0))) {
      return new Arithmetic(spec).update(model.state(), frames);
    }
  }
}
