package org.planetbench.agents.planet;

import java.util.List;
import org.planetbench.agents.settings.Settings;
import org.planetbench.suites.Suggestion;

/** The named recipes: three sets of published constants, two reductions of ours. */
public final class Recipes {
  /** The last public state of the published code; what it runs without any flag. */
  public static final Recipe HEAD = new Recipe("head", Settings.initial(Recipe.SETTINGS));

  /**
   * The paper's Appendix A. It states neither the scale of the reward loss nor a ramp of the
   * learning rate; those of {@code head} are kept, 10 and none.
   */
  public static final Recipe PAPER =
      change(HEAD, "paper", "reward_layers=2", "reward_units=200", "free_nats_form=floor");

  /**
   * The published code as of the camera-ready paper. Its ramp is of 10,000 sequences, 200 updates.
   * It discounts what it plans for, pairs a reward with the state before it, and does not know the
   * action before a chunk. What is left out: its heads for positions and velocities, whose losses,
   * of scale 1, train its model too.
   */
  public static final Recipe CAMERA_READY =
      change(
          HEAD,
          "camera_ready",
          "reward_layers=2",
          "reward_units=100",
          "free_nats_form=floor",
          "learning_rate_ramp=200",
          "reward_pairing=state_before",
          "zero_first_action=true",
          "discount=0.99",
          "action_repeat.ball_in_cup=6");

  /** PlaNet on 64x64 pictures at about a tenth of the cost of {@code head}. */
  public static final Recipe SMALL =
      change(
          HEAD,
          "small",
          "conv_depth=16",
          "deterministic_size=100",
          "hidden_size=100",
          "reward_layers=2",
          "reward_units=100",
          "image_loss_scale=4",
          "actor_layers=2",
          "actor_units=100",
          "value_layers=2",
          "value_units=100",
          "free_nats=1",
          "batch=20",
          "chunk_length=30",
          "iterations=6",
          "candidates=500",
          "elites=50");

  /**
   * PlaNet in minutes on two cores. A quarter of the pixels gives a quarter of the summed image
   * loss, and the divergence that it pays for falls under 3 free nats, below which the prior learns
   * nothing: hence the image-loss scale and the single free nat. The rewards of a task that nobody
   * masters yet are small numbers: hence their scale. With Dreamer's constants an actor follows
   * what the model expects before it has learned, its actions reach the bounds, and gradients
   * vanish there: hence its deviation and its entropy. In so few updates it has to learn faster,
   * too.
   */
  public static final Recipe TINY =
      change(
          SMALL,
          "tiny",
          "image_size=32",
          "image_loss_scale=16",
          "reward_loss_scale=400",
          "actor_first_std=1",
          "actor_entropy_scale=0.05",
          "actor_learning_rate=0.0003",
          "value_learning_rate=0.0003",
          "batch=12",
          "chunk_length=20",
          "iterations=5",
          "candidates=200",
          "elites=20");

  private Recipes() {}

  /** All, from the paper's to the smallest. */
  public static List<Recipe> all() {
    return List.of(PAPER, CAMERA_READY, HEAD, SMALL, TINY);
  }

  public static List<String> names() {
    return all().stream().map(Recipe::name).toList();
  }

  /**
   * The recipe of a name.
   *
   * @throws IllegalArgumentException with the nearest known name
   */
  public static Recipe named(String name) {
    return all().stream()
        .filter(recipe -> recipe.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "recipe: unknown '" + name + "'" + Suggestion.of(name, names())));
  }

  private static Recipe change(Recipe base, String name, String... changes) {
    return base.with(Settings.pairs(changes)).named(name);
  }
}
