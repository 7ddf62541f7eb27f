package org.planetbench.agents.planet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.Errors;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.Settings;
import org.planetbench.suites.TaskId;

class RecipeTest {
  /** Those of the model and of what it learns from in an update. */
  private static final List<String> SIZES =
      List.of(
          "image_size", "conv_depth", "deterministic_size", "hidden_size", "batch", "chunk_length");

  /** What the published code runs with. */
  @Test
  void headHasThePublishedConstants() {
    String expected =
        """
        {render_size=64, image_size=64, bits=5, dequantise=true, conv_depth=32, picture_activation=relu, dynamics=rssm, stochastic_size=30, stochastic_classes=32, base_matrices=16, inducing_points=50, process_as_released=false, inducing_divergence_scale=0.0001, deterministic_size=200, \
        hidden_size=200, activation=relu, gru_form=reset_before, reward_layers=3, reward_units=300, min_std=0.1, image_loss_scale=1, \
        reward_loss_scale=10, divergence_scale=1, divergence_balance=0.5, global_divergence_scale=0, free_nats=3, free_nats_form=excess, overshooting_scale=0, overshooting_distance=0, \
        overshooting_weights=distances, overshooting_reward_scale=0, learning_rate=0.001, learning_rate_ramp=0, \
        adam_epsilon=0.0001, gradient_clip=1000, weight_decay=0, backend=nd4j, precision=fp32, actor=false, actor_layers=4, actor_units=400, actor_form=tanh_normal, actor_first_std=5, value_layers=3, value_units=400, \
        imagined_steps=15, imagined_start=dropped, imagined_discount=0.99, imagined_lambda=0.95, slow_value_updates=0, actor_learning_rate=0.00008, \
        value_learning_rate=0.00008, actor_entropy_scale=0, actor_adam_epsilon=0.0000001, actor_gradient_clip=100, actor_weight_decay=0, planner_proposals=0, terminal_value=false, batch=50, \
        chunk_length=50, reward_pairing=state_after, zero_first_action=false, planner=cem, horizon=12, discount=1, iterations=10, candidates=1000, elites=100, \
        temperature=2, noise_beta=2, elite_memory=0.3, gradient_step=0.1, collection=planned, action_noise=0.3, action_repeat.cartpole=8, action_repeat.reacher=4, \
        action_repeat.cheetah=4, action_repeat.finger=2, action_repeat.ball_in_cup=4, \
        action_repeat.walker=2, action_repeat.other=2}""";
    assertEquals(expected, Recipes.HEAD.settings().toString());
  }

  @Test
  void publishedRecipesDifferAsTheSpecificationSays() {
    assertEquals(
        "[reward_layers=2, reward_units=200, free_nats_form=floor]", changed(Recipes.PAPER));
    assertEquals(
        "[reward_layers=2, reward_units=100, free_nats_form=floor, learning_rate_ramp=200, "
            + "reward_pairing=state_before, zero_first_action=true, discount=0.99, "
            + "action_repeat.ball_in_cup=6]",
        changed(Recipes.CAMERA_READY));
  }

  /** world-models-spec 7.1: whatever the recipe, but for sizes and what a planner has. */
  @Test
  void dreamerHasItsPublishedConstants() {
    Recipe dreamer = Variant.DREAMER.adapt(Recipes.HEAD);
    assertEquals(
        "[bits=8, dequantise=false, activation=elu, gru_form=reset_after, reward_layers=2, "
            + "reward_units=400, reward_loss_scale=1, free_nats_form=batch_floor, "
            + "learning_rate=0.0006, adam_epsilon=0.0000001, gradient_clip=100, actor=true, "
            + "action_repeat.cartpole=2, action_repeat.reacher=2, action_repeat.cheetah=2, "
            + "action_repeat.ball_in_cup=2]",
        changed(dreamer));
    requireSizesAlone(Variant.DREAMER);
  }

  /** world-models-spec 7.2: whatever the recipe, but for sizes and what it has no use for. */
  @Test
  void dreamerV2HasItsPublishedConstants() {
    Recipe dreamer = Variant.DREAMER_V2.adapt(Recipes.HEAD);
    assertEquals(
        "[bits=8, dequantise=false, picture_activation=elu, dynamics=rssm_categorical, "
            + "stochastic_size=32, activation=elu, gru_form=layer_norm, reward_layers=4, "
            + "reward_units=400, reward_loss_scale=1, divergence_scale=0.5, "
            + "divergence_balance=0.8, free_nats=1, free_nats_form=batch_floor, "
            + "learning_rate=0.0003, adam_epsilon=0.00001, gradient_clip=100, "
            + "weight_decay=0.000001, actor=true, actor_form=truncated_normal, value_layers=4, "
            + "imagined_start=kept, slow_value_updates=100, actor_entropy_scale=0.0001, "
            + "actor_adam_epsilon=0.00001, actor_weight_decay=0.000001, zero_first_action=true, "
            + "action_noise=0, action_repeat.cartpole=2, action_repeat.reacher=2, "
            + "action_repeat.cheetah=2, action_repeat.ball_in_cup=2]",
        changed(dreamer));
    requireSizesAlone(Variant.DREAMER_V2, "actor_first_std");
  }

  /** Recipes differ in sizes, as the variant has them, in what a planner has, and in the unused. */
  private static void requireSizesAlone(Variant variant, String... unused) {
    SequencedMap<String, String> published = variant.adapt(Recipes.HEAD).settings();
    for (Recipe recipe : Recipes.all()) {
      SequencedMap<String, String> settings = variant.adapt(recipe).settings();
      settings.entrySet().removeAll(published.entrySet());
      settings.keySet().removeAll(PlannerSpec.SETTINGS.stream().map(Setting::key).toList());
      settings.keySet().removeAll(List.of(unused));
      assertTrue(SIZES.containsAll(settings.keySet()), recipe.name() + " " + settings);
    }
  }

  /** What a recipe has otherwise than {@code head}. */
  private static String changed(Recipe recipe) {
    SequencedMap<String, String> settings = recipe.settings();
    settings.entrySet().removeAll(Recipes.HEAD.settings().entrySet());
    return settings.entrySet().toString();
  }

  @Test
  void everySettingCanBeChangedAndNothingElseChangesWithIt() {
    for (Recipe recipe : Recipes.all()) {
      SequencedMap<String, String> before = recipe.settings();
      for (String key : before.keySet()) {
        if (List.of("overshooting_scale", "overshooting_reward_scale").contains(key)
            || List.of("planner_proposals", "terminal_value", "precision").contains(key)) {
          continue; // need a distance, an actor, or a GPU
        }
        String value =
            switch (key) {
              case "candidates" -> "2000";
              case "dynamics" -> "ssm";
              case "backend" -> "torch_cpu";
              case "overshooting_weights" -> "pairs";
              case "dequantise" -> "false";
              case "actor_form" -> "truncated_normal";
              case "imagined_start" -> "kept";
              case "activation", "picture_activation" -> "elu";
              case "gru_form" -> "reset_after";
              case "free_nats_form" -> before.get(key).equals("floor") ? "excess" : "floor";
              case "planner" -> "icem";
              case "elite_memory", "discount", "imagined_discount", "imagined_lambda" -> "0.5";
              case "actor", "process_as_released" -> "true";
              case "divergence_balance" -> "0.8";
              case "weight_decay", "actor_weight_decay" -> "0.5";
              case "reward_pairing" ->
                  before.get(key).equals("state_after") ? "state_before" : "state_after";
              case "zero_first_action" -> before.get(key).equals("true") ? "false" : "true";
              case "collection" -> "random";
              case "render_size", "image_size" -> recipe.model(1).imageSize() == 32 ? "32" : "64";
              default -> "7";
            };
        SequencedMap<String, String> expected = new LinkedHashMap<>(before);
        expected.put(key, value);
        assertEquals(expected, recipe.with(key, value).settings(), recipe.name());
      }
    }
  }

  @Test
  void settingsReadBackToTheSameRecipe() {
    for (Recipe recipe : Recipes.all()) {
      assertEquals(recipe, recipe.with(recipe.settings()));
    }
  }

  @Test
  void changesThatBelongTogetherAreCheckedTogether() {
    SequencedMap<String, String> changes = new LinkedHashMap<>();
    changes.put("candidates", "50"); // fewer than the elites so far
    changes.put("elites", "10");
    assertEquals(50, Recipes.HEAD.with(changes).planner().candidates());
    assertEquals(
        "elites: expected at most candidates (50), got 100",
        Errors.messageOf(
            IllegalArgumentException.class, () -> Recipes.HEAD.with("candidates", "50")));
    changes.put("planner", "random_shooting"); // which has none
    changes.remove("elites");
    assertEquals(50, Recipes.HEAD.with(changes).planner().candidates());
  }

  /** One that is left out could be neither run nor tested. */
  @Test
  void theRegistryHasEveryVariant() throws IllegalAccessException {
    List<Variant> declared = new ArrayList<>();
    for (Field field : Variant.class.getFields()) {
      if (field.getType().equals(Variant.class)) {
        declared.add((Variant) field.get(null));
      }
    }
    assertTrue(declared.size() > 20);
    assertEquals(Set.copyOf(declared), Set.copyOf(Variant.all()));
    assertEquals(declared.size(), Variant.all().size());
  }

  private static String refusal(Variant variant, String key) {
    return Errors.messageOf(
        IllegalArgumentException.class, () -> variant.requireUse(Set.of(key), Map.of()));
  }

  @Test
  void settingsOfAPlannerAreRefusedWithAnother() {
    Map<String, String> mppi = Map.of("planner", "mppi", "temperature", "1");
    Variant.RSSM.requireUse(mppi.keySet(), mppi);
    Variant.ACTOR_GUIDED_MPPI.requireUse(Set.of("temperature"), Map.of());
    Variant.RSSM.requireUse(Set.of("elites"), Map.of());
    Variant.RANDOM.requireUse(Set.of("elites"), Map.of()); // beside variants that have them
    assertEquals(
        "temperature: expected no such setting with variant rssm, whose planner is cem, got one; leave it out, or choose a planner that has it (bench list planners)",
        refusal(Variant.RSSM, "temperature"));
    assertTrue(
        refusal(Variant.RANDOM_SHOOTING, "elites").contains("whose planner is random_shooting"));
  }

  @Test
  void settingsOfDynamicsAreRefusedWithOthers() {
    Map<String, String> processes = Map.of("dynamics", "pr_ssm", "inducing_points", "20");
    Variant.RSSM.requireUse(processes.keySet(), processes);
    Variant.DVBF_FUSION.requireUse(Set.of("base_matrices"), Map.of());
    Variant.DREAMER_V2.requireUse(Set.of("stochastic_classes"), Map.of());
    Variant.PR_SSM_OPEN.requireUse(Set.of("process_as_released"), Map.of());
    Variant.RANDOM.requireUse(Set.of("base_matrices"), Map.of()); // beside variants that have them
    assertEquals(
        "base_matrices: expected no such setting with variant rssm, whose dynamics are rssm, got one; leave it out, or choose dynamics that have it (bench list settings)",
        refusal(Variant.RSSM, "base_matrices"));
    assertTrue(refusal(Variant.DREAMER, "stochastic_classes").contains("whose dynamics are rssm"));
  }

  @Test
  void proposalsThatRoundToNoneAreRefused() {
    Variant variant = Variant.ACTOR_GUIDED_MPPI; // with a share of 0.05
    Recipe guided = variant.adapt(Recipes.HEAD);
    variant.kind().requireFits(guided);
    assertEquals(
        "planner_proposals: expected 0, or at least half of one of 100 candidates, got 0.001, which is none of them",
        Errors.messageOf(
            IllegalArgumentException.class,
            () ->
                variant
                    .kind()
                    .requireFits(
                        guided.with(Settings.pairs("candidates=100", "planner_proposals=0.001")))));
  }

  @Test
  void settingsOfTheLatentsHaveToFitTheDynamics() {
    Recipe categorical = Recipes.HEAD.with("dynamics", "rssm_categorical");
    assertEquals(
        "stochastic_size x stochastic_classes: expected at most 10000, got 15000; lower one of them",
        Errors.messageOf(
            IllegalArgumentException.class, () -> categorical.with("stochastic_classes", "500")));
    assertEquals(
        "500", Recipes.HEAD.with("stochastic_classes", "500").settings().get("stochastic_classes"));
    assertEquals(
        "divergence_balance: expected 0.5 with dynamics gru, which have no distribution to compare, got 0.8",
        Errors.messageOf(
            IllegalArgumentException.class,
            () -> Recipes.HEAD.with("dynamics", "gru").with("divergence_balance", "0.8")));
  }

  @Test
  void dreamersLayersAreOfItsDynamics() {
    assertEquals(
        "activation: expected relu with dynamics ssm, which have no other, got elu; choose dynamics rssm or rssm_categorical",
        Errors.messageOf(
            IllegalArgumentException.class,
            () -> Recipes.HEAD.with(Settings.pairs("dynamics=ssm", "activation=elu"))));
    assertEquals(
        "gru_form: expected reset_before with dynamics rssm_pixels, which have no other, got reset_after; choose dynamics rssm or rssm_categorical",
        Errors.messageOf(
            IllegalArgumentException.class,
            () ->
                Recipes.HEAD.with(Settings.pairs("dynamics=rssm_pixels", "gru_form=reset_after"))));
    assertEquals(
        "gru_form: expected reset_before with dynamics gru, which have no other, got layer_norm; choose dynamics rssm or rssm_categorical",
        Errors.messageOf(
            IllegalArgumentException.class,
            () -> Recipes.HEAD.with(Settings.pairs("dynamics=gru", "gru_form=layer_norm"))));
  }

  @Test
  void freeNatsOfTheBatchAreNotOfOvershooting() {
    Recipe overshooting = Variant.OVERSHOOTING.adapt(Recipes.TINY);
    assertEquals(
        "free_nats_form: expected excess or floor with overshooting_scale 1.0, which takes them off each divergence, got batch_floor",
        Errors.messageOf(
            IllegalArgumentException.class,
            () -> overshooting.with("free_nats_form", "batch_floor")));
  }

  /** As the divergence's scale of zero, a balance that favours the posterior alone. */
  @Test
  void aPriorThatNothingTrainsIsTold() {
    Recipe recipe = Recipes.HEAD.with("divergence_balance", "0");
    assertEquals(
        "dynamics rssm with divergence_balance 0: the prior head gets no gradient and keeps its initial weights, and planning imagines with it",
        recipe.model(1).caution().orElseThrow());
    assertTrue(Recipes.HEAD.with("divergence_balance", "1").model(1).caution().isEmpty());
  }

  /** As far as the chunk allows, also where a user changes its length. */
  @Test
  void overshootingReachesToTheEndOfTheChunk() {
    SequencedMap<String, String> own = new LinkedHashMap<>();
    own.put("chunk_length", "7");
    for (Variant variant : Variant.all()) {
      boolean overshoots = variant.changes().containsKey("overshooting_scale");
      for (Recipe recipe : Recipes.all()) {
        assertEquals(
            overshoots ? recipe.chunkLength() : 0,
            variant.adapt(recipe).model(1).overshooting().distance());
        assertEquals(
            overshoots ? 7 : 0, variant.adapt(recipe, own).model(1).overshooting().distance());
      }
    }
    own.put("overshooting_distance", "3");
    assertEquals(
        3, Variant.OVERSHOOTING.adapt(Recipes.TINY, own).model(1).overshooting().distance());
  }

  @Test
  void wrongSettingsAreNamed() {
    assertError("bacth", "16", "bacth: no such setting of a recipe; did you mean 'batch'?");
    assertError("batch", "many", "batch: expected a whole number, got 'many'");
    assertError("batch", "1.5", "batch: expected a whole number, got '1.5'");
    assertError("batch", "0", "batch: expected at least 1, got 0");
    assertError(
        "free_nats", "NaN", "free_nats: expected a finite number of single precision, got 'NaN'");
    assertError(
        "free_nats", "1e39", "free_nats: expected a finite number of single precision, got '1e39'");
    assertError("min_std", "1e-60", "min_std: expected a positive number, got 1.0E-60");
    assertError(
        "batch",
        "3496",
        "batch x chunk_length: expected at most 174762 records with pictures of 64 x 64, got 174800; lower one of them");
    assertError("hidden_size", "10001", "hidden_size: expected 1 to 10000, got 10001");
    assertError("conv_depth", "0", "conv_depth: expected 1 to 512, got 0");
    assertError("horizon", "0", "horizon: expected 1 to 10000, got 0");
    assertError("candidates", "2000000", "candidates: expected 1 to 1000000, got 2000000");
    assertError("temperature", "-1", "temperature: expected a positive number, got -1.0");
    assertError("noise_beta", "1000", "noise_beta: expected 0 to 50, got 1000.0");
    assertError("action_noise", "-1", "action_noise: expected 0 or more, got -1.0");
    assertError("render_size", "32", "render_size: expected image_size (64) or twice that, got 32");
    assertError("image_size", "48", "image_size: expected 64 or 32, got 48");
    assertError("free_nats", "-1", "free_nats: expected 0 or more, got -1.0");
    assertError("free_nats_form", "flor", "unknown free_nats_form 'flor'; did you mean 'floor'?");
    assertError("learning_rate_ramp", "-1", "learning_rate_ramp: expected at least 0, got -1");
    assertError("bits", "9", "bits: expected 1 to 8, got 9");
    assertError("dynamics", "rsm", "unknown dynamics 'rsm'; did you mean 'rssm'?");
    assertError("planner", "cme", "unknown planner 'cme'; did you mean 'cem'?");
    assertError("collection", "randon", "unknown collection 'randon'; did you mean 'random'?");
    assertError(
        "overshooting_distance",
        "51",
        "overshooting_distance: expected at most chunk_length (50), got 51; overshooting_distance=chunk_length always fits");
    assertError(
        "overshooting_reward_scale",
        "1",
        "overshooting_distance: expected 2 or more with overshooting_reward_scale 1.0, got 0");
    assertError(
        "overshooting_weights",
        "pair",
        "unknown overshooting_weights 'pair'; did you mean 'pairs'?");
    assertError("discount", "0", "discount: expected above 0, at most 1, got 0.0");
    assertError("discount", "1.01", "discount: expected above 0, at most 1, got 1.01");
    assertError(
        "reward_pairing",
        "state_befor",
        "unknown reward_pairing 'state_befor'; did you mean 'state_before'?");
    assertError("zero_first_action", "yes", "zero_first_action: expected true or false, got 'yes'");
    assertError("elite_memory", "2", "elite_memory: expected 0 to 1, got 2.0");
    assertError(
        "action_repeat.cartpole", "0", "action_repeat.cartpole: expected at least 1, got 0");
  }

  private static void assertError(String key, String value, String expected) {
    assertEquals(
        expected,
        Errors.messageOf(IllegalArgumentException.class, () -> Recipes.HEAD.with(key, value)));
  }

  @Test
  void repeatsActionsByDomain() {
    for (String line :
        List.of(
            "cartpole_swingup 8",
            "cartpole_balance 8",
            "reacher_easy 4",
            "cheetah_run 4",
            "finger_spin 2",
            "ball_in_cup_catch 4",
            "walker_walk 2",
            "counting 2")) {
      String[] words = line.split(" ", -1);
      assertEquals(
          Integer.parseInt(words[1]), Recipes.HEAD.actionRepeat(new TaskId(words[0])), line);
    }
  }

  @Test
  void writesNumbersTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertEquals("0.0001", Recipes.HEAD.settings().get("adam_epsilon"));
      assertEquals("1000", Recipes.HEAD.settings().get("gradient_clip"));
      assertEquals(
          "0.00002", Recipes.HEAD.with("learning_rate", "2e-5").settings().get("learning_rate"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void recipesAndVariantsAreFoundByName() {
    assertEquals(List.of("paper", "camera_ready", "head", "small", "tiny"), Recipes.names());
    for (Recipe recipe : Recipes.all()) {
      assertEquals(recipe, Recipes.named(recipe.name()));
    }
    assertEquals(
        "recipe: unknown 'tinny'; did you mean 'tiny'?",
        Errors.messageOf(IllegalArgumentException.class, () -> Recipes.named("tinny")));
    for (Variant variant : Variant.all()) {
      assertEquals(variant, Variant.of(variant.id()));
      for (Recipe recipe : Recipes.all()) {
        assertEquals(recipe.name(), variant.adapt(recipe).name());
      }
    }
    assertTrue(
        Errors.messageOf(IllegalArgumentException.class, () -> Variant.of("rsm"))
            .endsWith("did you mean 'rssm'?"));
  }
}
