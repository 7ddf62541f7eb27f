package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;

/** What training reaches, for every registered variant that learns. */
@OnEveryBackend
record VariantFidelityTest(TestBackend backend) {
  /**
   * The released deterministic form trains neither its prior, which planning imagines with, nor the
   * standard deviations, which nobody reads. Every other variant trains all it has.
   */
  private static final Map<Variant, List<String>> UNTRAINED =
      Map.of(Variant.GRU_RELEASE, List.of("rssm/prior/", "rssm/posterior/std/"));

  static Stream<Variant> learning() {
    return Variant.all().stream().filter(variant -> variant.kind().learns());
  }

  @ParameterizedTest
  @MethodSource("learning")
  void gradientsReachEveryLayerButThoseKnownToStayUntrained(Variant variant) {
    try (PlanetModel model = model(variant)) {
      var _ =
          model.differentiate(
              TestBatches.batch(6, 4, 64, 2, 5), TestBatches::random, TestBatches::random);
      Set<String> without = new TreeSet<>();
      for (Parameter p : parameters(model)) {
        if (isZero(p.gradient())) {
          without.add(p.name());
        }
      }
      assertEquals(untrained(variant, model), without);
    }
  }

  @ParameterizedTest
  @MethodSource("learning")
  void untrainedLayersNeverMoveAndAllOthersDo(Variant variant) {
    try (PlanetModel model = model(variant)) {
      Map<String, float[]> before = new LinkedHashMap<>();
      model.state().forEach((name, array) -> before.put(name, array.values()));
      for (int i = 1; i <= 3; i++) {
        var _ =
            model.update(
                TestBatches.batch(6, 4, 64, 2, i), TestBatches.random(i), TestBatches.random(i));
      }
      Set<String> still = new TreeSet<>();
      for (Parameter p : parameters(model)) {
        if (Arrays.equals(before.get(p.name()), p.value())) {
          still.add(p.name());
        }
      }
      assertEquals(untrained(variant, model), still);
    }
  }

  @ParameterizedTest
  @MethodSource("learning")
  void aVariantWithAnUntrainedPriorSaysSo(Variant variant) {
    ModelSpec spec = variant.adapt(Recipes.HEAD).model(6);
    assertEquals(UNTRAINED.containsKey(variant), spec.caution().isPresent());
    if (spec.caution().isPresent()) {
      assertFalse(variant.caution().isEmpty());
    }
  }

  /** Of the model and of what learns beside it, as they are now. */
  private static List<Parameter> parameters(PlanetModel model) {
    model.trained().forEach(each -> each.set().read());
    return model.trained().stream().flatMap(each -> each.set().parameters().stream()).toList();
  }

  /** Without free nats, under which the divergence has no gradient. */
  private PlanetModel model(Variant variant) {
    LinkedHashMap<String, String> changes = new LinkedHashMap<>();
    changes.put("free_nats", "0");
    changes.put("chunk_length", "6");
    Recipe recipe = variant.adapt(Recipes.TINY, changes);
    return backend.model(recipe.model(2), 2, TestBatches.random(0), recipe.actor().companions());
  }

  private static Set<String> untrained(Variant variant, PlanetModel model) {
    List<String> prefixes = UNTRAINED.getOrDefault(variant, List.of());
    Set<String> names = new TreeSet<>();
    for (Parameter p : parameters(model)) {
      if (prefixes.stream().anyMatch(prefix -> p.name().startsWith(prefix))) {
        names.add(p.name());
      }
    }
    assertEquals(prefixes.isEmpty(), names.isEmpty(), "a prefix of no parameter");
    return names;
  }

  private static boolean isZero(float[] values) {
    for (float value : values) {
      if (value != 0f) {
        return false;
      }
    }
    return true;
  }
}
