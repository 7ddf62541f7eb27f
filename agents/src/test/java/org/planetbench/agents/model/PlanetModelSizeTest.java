package org.planetbench.agents.model;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;
import org.planetbench.agents.settings.Settings;

/** How many parameters a model has, and where they start. */
class PlanetModelSizeTest {
  /** By hand from the layers' sizes, weights and biases. */
  @ParameterizedTest
  @CsvSource({
    "RSSM,rssm/,557320,3795555,250201,5293220",
    "RSSM_MEAN,rssm/,557320,3795555,250201,5293220",
    "RSSM_PIXELS,rssm/,557320,3795555,250201,5293220",
    "RSSM_EARLY_PRIOR,rssm/,557320,3795555,250201,5293220",
    "SSM,ssm/,248520,3590755,190201,4719620",
    "GRU,gru/,446800,3764835,241201,5142980",
    "DRNN,drnn/,993460,3764835,241201,5689640",
    "SSSM,sssm/,559720,3795555,250201,5295620",
    "DSSM,dssm/,758720,3795555,250201,5494620"
  })
  void hasAsManyParametersAsTheSpecificationCounts(
      DynamicsKind kind, String prefix, long dynamics, long decoder, long reward, long total) {
    try (PlanetModel model = new PlanetModel(TestBatches.head(kind), 1, TestBatches.random(0))) {
      assertEquals(690_144, count(model, "encoder/"));
      assertEquals(dynamics, count(model, prefix));
      assertEquals(decoder, count(model, "decoder/"));
      assertEquals(reward, count(model, "reward/"));
      assertEquals(total, model.parameters().size());
    }
  }

  /** world-models-spec section 6, for one, two and six actions. */
  @ParameterizedTest
  @CsvSource({
    "1,556920,574402,5295820,6283823",
    "2,557120,575204,5296020,6284825",
    "6,557920,578412,5296820,6288833"
  })
  void dreamerHasAsManyAsTheSpecificationCounts(
      int actions, long dynamics, long actor, long model, long all) {
    Recipe recipe = Variant.DREAMER.adapt(Recipes.HEAD);
    try (PlanetModel dreamer =
        new PlanetModel(
            recipe.model(actions), 1, TestBatches.random(0), recipe.actor().companions())) {
      assertEquals(690_144, count(dreamer, "encoder/"));
      assertEquals(dynamics, count(dreamer, "rssm/"));
      assertEquals(3_795_555, count(dreamer, "decoder/"));
      assertEquals(253_201, count(dreamer, "reward/"));
      assertEquals(
          List.of(model, actor, 413_601L),
          dreamer.trained().stream().map(trained -> trained.set().size()).toList());
      assertEquals(all, dreamer.trained().stream().mapToLong(each -> each.set().size()).sum());
    }
  }

  /** The same of DreamerV2, whose picture networks are deeper than the recipe's. */
  @ParameterizedTest
  @CsvSource({
    "1,1246248,972002,13655772",
    "2,1246448,972804,13655972",
    "6,1247248,976012,13656772"
  })
  void dreamerV2HasAsManyAsTheSpecificationCounts(
      int actions, long dynamics, long actor, long model) {
    Recipe recipe = Variant.DREAMER_V2.adapt(Recipes.HEAD, Settings.pairs("conv_depth=48"));
    try (PlanetModel dreamer =
        new PlanetModel(
            recipe.model(actions), 1, TestBatches.random(0), recipe.actor().companions())) {
      assertEquals(1_551_312, count(dreamer, "encoder/"));
      assertEquals(dynamics, count(dreamer, "rssm/"));
      assertEquals(9_886_611, count(dreamer, "decoder/"));
      assertEquals(971_601, count(dreamer, "reward/"));
      assertEquals(
          List.of(model, actor, 971_601L),
          dreamer.trained().stream().map(trained -> trained.set().size()).toList());
      assertEquals(
          List.of(971_601L), dreamer.untrained().stream().map(each -> each.set().size()).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({"1,556320", "2,556520", "6,557320"})
  void dynamicsGrowWithTheAction(int actions, long expected) {
    try (PlanetModel model = new PlanetModel(ModelSpec.head(actions), 1, TestBatches.random(0))) {
      assertEquals(expected, count(model, "rssm/"));
    }
  }

  /** Of a GRU the biases of the reset and update gates are 1, that of the candidate is 0. */
  @ParameterizedTest
  @EnumSource
  void startsFromTensorflowsBiases(DynamicsKind kind) {
    try (PlanetModel model =
        new PlanetModel(TestBatches.smallSpec(kind), 1, TestBatches.random(0))) {
      model
          .parameters()
          .parameters()
          .forEach(
              p -> {
                if (p.name().endsWith("bias")) {
                  float expected = p.name().endsWith("/gates/bias") ? 1f : 0f;
                  for (float value : p.value()) {
                    assertEquals(expected, value, p.name());
                  }
                }
              });
    }
  }

  @Test
  void startsFromGlorotUniformKernels() {
    try (PlanetModel model = new PlanetModel(ModelSpec.head(6), 1, TestBatches.random(0))) {
      assertUniform(model, "encoder/0/weights", 6.0 / (16 * 3 + 16 * 32));
      assertUniform(model, "encoder/2/weights", 6.0 / (16 * 64 + 16 * 128));
      assertUniform(model, "decoder/0/weights", 6.0 / (25 * 1024 + 25 * 128));
      assertUniform(model, "decoder/2/weights", 6.0 / (36 * 64 + 36 * 32));
      assertUniform(model, "rssm/gru/gates/weights", 6.0 / (400 + 400));
      assertUniform(model, "rssm/gru/candidate/weights", 6.0 / (400 + 200));
    }
  }

  /**
   * Keras's initialisers: Glorot's for the kernel of x, orthonormal rows for that of h, no biases.
   */
  @Test
  void aCellThatResetsAfterTheProductStartsAsKerass() {
    ModelSpec spec = ModelSpec.head(6).with("gru_form=reset_after");
    try (PlanetModel model = new PlanetModel(spec, 1, TestBatches.random(0))) {
      assertUniform(model, "rssm/gru/input/weights", 6.0 / (200 + 600));
      float[] rows = requireNonNull(model.parameterValues().get("rssm/gru/state/weights"));
      for (int i = 0; i < 200; i++) {
        for (int k = 0; k <= i; k++) {
          double product = 0;
          for (int j = 0; j < 600; j++) {
            product += (double) rows[i * 600 + j] * rows[k * 600 + j];
          }
          assertEquals(i == k ? 1 : 0, product, 1e-6, i + " " + k);
        }
      }
      for (String bias : List.of("rssm/gru/input/bias", "rssm/gru/state/bias")) {
        assertArrayEquals(new float[600], model.parameterValues().get(bias));
      }
    }
  }

  /** Keras's initialisers: Glorot's for the kernel, no biases, and a normalisation that is none. */
  @Test
  void aCellThatNormalisesStartsAsKerass() {
    ModelSpec spec = ModelSpec.head(6).with("gru_form=layer_norm");
    try (PlanetModel model = new PlanetModel(spec, 1, TestBatches.random(0))) {
      assertUniform(model, "rssm/gru/product/weights", 6.0 / (400 + 600));
      float[] ones = new float[600];
      Arrays.fill(ones, 1);
      assertArrayEquals(ones, model.parameterValues().get("rssm/gru/norm/scale"));
      for (String name : List.of("rssm/gru/norm/offset", "rssm/gru/product/bias")) {
        assertArrayEquals(new float[600], model.parameterValues().get(name));
      }
    }
  }

  private static long count(PlanetModel model, String prefix) {
    return model.parameters().parameters().stream()
        .filter(p -> p.name().startsWith(prefix))
        .mapToLong(p -> p.value().length)
        .sum();
  }

  private static void assertUniform(PlanetModel model, String name, double squaredLimit) {
    float[] values = requireNonNull(model.parameterValues().get(name));
    double limit = Math.sqrt(squaredLimit);
    double largest = 0;
    double squares = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
      squares += (double) value * value;
    }
    assertTrue(largest <= limit * (1 + 1e-6) && largest > 0.99 * limit, name + " " + largest);
    assertEquals(limit * limit / 3, squares / values.length, 0.05 * limit * limit, name);
  }
}
