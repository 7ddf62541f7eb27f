package org.planetbench.agents.model;

import java.util.List;
import org.planetbench.agents.nn.Adam;
import org.planetbench.agents.settings.Declarations;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.Settings;

/**
 * Sizes and constants of an actor and a value that learn from what the model imagines (Hafner et
 * al. 2020, "Dream to Control"); the defaults are those of its code.
 *
 * @param values of {@link #SETTINGS}
 */
public record ActorSpec(Settings values) {
  private static final Declarations DECLARED = new Declarations("");
  private static final int WIDEST = 10_000;

  /** The setting that says whether there is an actor. */
  public static final String SWITCH = "actor";

  private static final Setting<Boolean> ACTOR =
      DECLARED.flag(
          SWITCH,
          false,
          "whether an actor and a value learn beside the model, from what it imagines; the other settings of an actor, a value and the imagined are of these");

  private static final Setting<Integer> ACTOR_LAYERS =
      DECLARED.integer("actor_layers", 4, 0, 100, "hidden layers of the actor");

  private static final Setting<Integer> ACTOR_UNITS =
      DECLARED.integer("actor_units", 400, 1, WIDEST, "their width");

  public static final Setting<ActorForm> FORM =
      DECLARED.word(
          "actor_form",
          ActorForm.TANH_NORMAL,
          "distribution of the actor's actions: the tanh of a Gaussian, Dreamer's, or a Gaussian truncated to [-1, 1], DreamerV2's, whose deviation begins at 1.1 and whose mode acts where it is judged");

  private static final Setting<Double> FIRST_STD =
      DECLARED.positive(
          "actor_first_std",
          5,
          100,
          "standard deviation of the Gaussian of actor_form tanh_normal before it learns; with 5 most actions are near a bound");

  private static final Setting<Integer> VALUE_LAYERS =
      DECLARED.integer("value_layers", 3, 0, 100, "hidden layers of the value");

  private static final Setting<Integer> VALUE_UNITS =
      DECLARED.integer("value_units", 400, 1, WIDEST, "their width");

  private static final Setting<Integer> HORIZON =
      DECLARED.integer(
          "imagined_steps", 15, 2, 1_000, "agent steps imagined from each state of a batch");

  private static final Setting<ImaginedStart> START =
      DECLARED.word(
          "imagined_start",
          ImaginedStart.DROPPED,
          "whether that state counts: dropped, Dreamer's, losses are of the imagined states alone; kept, DreamerV2's, the value learns of it, too, and an action is credited with the returns from the state after it on; with kept the model takes its step first, and is imagined with its new weights");

  private static final Setting<Double> DISCOUNT =
      DECLARED.fraction("imagined_discount", 0.99, "gamma of the imagined returns");

  private static final Setting<Double> LAMBDA =
      DECLARED.real(
          "imagined_lambda",
          0.95,
          0,
          1,
          "lambda of the imagined returns: 0 trusts the value after one step, 1 the rewards");

  private static final Setting<Integer> SLOW_VALUE =
      DECLARED.integer(
          "slow_value_updates",
          0,
          0,
          "updates after which the value is copied, first after the first, to one that stands still meanwhile and that the imagined returns are of; 0 for none, DreamerV2's is 100");

  private static final Setting<Double> ACTOR_RATE =
      DECLARED.positive("actor_learning_rate", 8e-5, "of the actor's Adam");

  private static final Setting<Double> VALUE_RATE =
      DECLARED.positive("value_learning_rate", 8e-5, "of the value's Adam");

  private static final Setting<Double> ENTROPY_SCALE =
      DECLARED.notNegative(
          "actor_entropy_scale",
          0,
          "factor on the actor's entropy, a part of its loss that draws actions back from the bounds; Dreamer has none, DreamerV2 0.0001");

  private static final Setting<Double> EPSILON =
      DECLARED.positive("actor_adam_epsilon", 1e-7, "adam_epsilon of actor and value");

  private static final Setting<Double> CLIP =
      DECLARED.positive("actor_gradient_clip", 100, "gradient_clip of actor and value, each");

  private static final Setting<Double> WEIGHT_DECAY =
      DECLARED.real("actor_weight_decay", 0, 0, 1, "weight_decay of actor and value");

  private static final Setting<Double> PROPOSALS =
      DECLARED.real(
          "planner_proposals",
          0,
          0,
          1,
          "fraction of the candidates of a planner, in each iteration, that the actor proposes; TD-MPC2's is 24 of 512");

  private static final Setting<Boolean> TERMINAL_VALUE =
      DECLARED.flag(
          "terminal_value",
          false,
          "whether a planner counts the value of the last state that it imagines in place of its reward");

  /** Those of the use of an actor and its value by a planner. */
  public static final List<Setting<?>> OF_PLANNING = List.of(PROPOSALS, TERMINAL_VALUE);

  /** All of them, in the order in which recipes list them. */
  public static final List<Setting<?>> SETTINGS = DECLARED.all();

  /** Those of a form of the actor alone: of {@link ActorForm#TANH_NORMAL}. */
  public static final List<Setting<?>> OF_TANH_NORMAL = List.of(FIRST_STD);

  /** Those that nothing depends on without an actor: all others say themselves what they need. */
  public static final List<Setting<?>> OF_LEARNING =
      SETTINGS.stream()
          .filter(setting -> !setting.equals(ACTOR) && !OF_PLANNING.contains(setting))
          .toList();

  /**
   * @param values of these settings, and of any others
   * @throws IllegalArgumentException if a planner is to use an actor that there is not
   */
  public ActorSpec {
    values = values.only(SETTINGS);
    if (!values.get(ACTOR)) {
      if (values.get(PROPOSALS) > 0) {
        throw new IllegalArgumentException(
            "planner_proposals: expected 0 without an actor, got %s; set actor=true"
                .formatted(values.get(PROPOSALS)));
      }
      if (values.get(TERMINAL_VALUE)) {
        throw new IllegalArgumentException(
            "terminal_value: expected false without an actor, got true; set actor=true");
      }
    }
  }

  /**
   * @throws IllegalArgumentException if an actor is to propose less than one of so many candidates
   */
  public void requireFits(int candidates) {
    if (values.get(PROPOSALS) > 0 && proposals(candidates) == 0) {
      throw new IllegalArgumentException(
          "planner_proposals: expected 0, or at least half of one of %d candidates, got %s, which is none of them"
              .formatted(candidates, values.get(PROPOSALS)));
    }
  }

  /** Whether there is an actor. */
  public boolean isOn() {
    return values.get(ACTOR);
  }

  int actorLayers() {
    return values.get(ACTOR_LAYERS);
  }

  int actorUnits() {
    return values.get(ACTOR_UNITS);
  }

  ActorForm form() {
    return values.get(FORM);
  }

  ImaginedStart start() {
    return values.get(START);
  }

  /** Updates between copies of the value; 0 for no slow value. */
  int slowValueUpdates() {
    return values.get(SLOW_VALUE);
  }

  double firstStd() {
    return values.get(FIRST_STD);
  }

  int valueLayers() {
    return values.get(VALUE_LAYERS);
  }

  int valueUnits() {
    return values.get(VALUE_UNITS);
  }

  int horizon() {
    return values.get(HORIZON);
  }

  /** How many of so many candidates the actor proposes. */
  public int proposals(int candidates) {
    return (int) Math.round(values.get(PROPOSALS) * candidates);
  }

  /** Whether a planner counts the value of the last state in place of its reward. */
  public boolean terminalValue() {
    return values.get(TERMINAL_VALUE);
  }

  double entropyScale() {
    return values.get(ENTROPY_SCALE);
  }

  LambdaReturn returns() {
    return new LambdaReturn(values.get(DISCOUNT), values.get(LAMBDA));
  }

  Adam actorAdam() {
    return adam(values.get(ACTOR_RATE));
  }

  Adam valueAdam() {
    return adam(values.get(VALUE_RATE));
  }

  private Adam adam(double rate) {
    return new Adam(rate, 0, values.get(EPSILON), values.get(CLIP), values.get(WEIGHT_DECAY));
  }

  /** What learns beside the model: an actor with its value, or nothing. */
  public Companion.Maker[] companions() {
    return isOn()
        ? new Companion.Maker[] {
          (spec, dynamics, rewardHead, sets) ->
              new ActorCritic(this, spec, dynamics, rewardHead, sets)
        }
        : new Companion.Maker[0];
  }
}
