package org.planetbench.agents.planet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.model.WorldModel.NamedArray;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Pixels;

class ImageErrorTest {
  static List<Variant> learners() {
    return Variant.all().stream().filter(variant -> variant.kind().learns()).toList();
  }

  /**
   * Without weights the decoder says 0 everywhere; level n of 32 is at (n + 1/2) / 32 - 1/2, and
   * where there is no noise level n of 256 at n / 255 - 1/2.
   */
  @ParameterizedTest
  @MethodSource("learners")
  void isTheMeanSquareFromTheMiddleOfTheTrueLevels(Variant variant) {
    Recipe recipe = variant.adapt(Recipes.named("tiny"));
    try (WorldModel model = Agents.model(recipe, new ActionSpec(2, -1, 1), new RandomStreams(1))) {
      SequencedMap<String, NamedArray> zeros = new LinkedHashMap<>();
      model
          .state()
          .forEach(
              (name, array) ->
                  zeros.put(name, new NamedArray(array.shape(), new float[array.values().length])));
      model.restore(zeros);
      Belief belief = model.initialBelief();
      byte[] white = new byte[64 * 64 * 3];
      Arrays.fill(white, (byte) 255);
      Pixels black = new Pixels(64, 64, new byte[64 * 64 * 3]);
      double[] errors =
          model.imageErrors(
              List.of(belief, belief, belief), List.of(black, new Pixels(64, 64, white), grey()));
      boolean hasNoise = "true".equals(recipe.settings().get("dequantise"));
      double outermost = hasNoise ? 0.5 - 1 / 64.0 : 0.5;
      double middle = hasNoise ? 1 / 64.0 : 128 / 255.0 - 0.5; // half a level above 0
      assertEquals(outermost * outermost, errors[0], 1e-12);
      assertEquals(outermost * outermost, errors[1], 1e-12);
      assertEquals(middle * middle, errors[2], hasNoise ? 1e-12 : 1e-9);
    }
  }

  private static Pixels grey() {
    byte[] rgb = new byte[64 * 64 * 3];
    Arrays.fill(rgb, (byte) 128);
    return new Pixels(64, 64, rgb);
  }
}
