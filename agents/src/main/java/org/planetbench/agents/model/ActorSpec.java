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

  private static final Setting<Boolean> ACTOR =
      DECLARED.flag(
          "actor",
          false,
          "whether an actor and a value learn beside the model, from what it imagines; the other settings of an actor, a value and the imagined are of these");

  private static final Setting<Integer> ACTOR_LAYERS =
      DECLARED.integer("actor_layers", 4, 0, 100, "hidden layers of the actor");

  private static final Setting<Integer> ACTOR_UNITS =
      DECLARED.integer("actor_units", 400, 1, WIDEST, "their width");

  private static final Setting<Integer> VALUE_LAYERS =
      DECLARED.integer("value_layers", 3, 0, 100, "hidden layers of the value");

  private static final Setting<Integer> VALUE_UNITS =
      DECLARED.integer("value_units", 400, 1, WIDEST, "their width");

  private static final Setting<Integer> HORIZON =
      DECLARED.integer(
          "imagined_steps", 15, 2, 1_000, "agent steps imagined from each state of a batch");

  private static final Setting<Double> DISCOUNT =
      DECLARED.fraction("imagined_discount", 0.99, "gamma of the imagined returns");

  private static final Setting<Double> LAMBDA =
      DECLARED.real(
          "imagined_lambda",
          0.95,
          0,
          1,
          "lambda of the imagined returns: 0 trusts the value after one step, 1 the rewards");

  private static final Setting<Double> ACTOR_RATE =
      DECLARED.positive("actor_learning_rate", 8e-5, "of the actor's Adam");

  private static final Setting<Double> VALUE_RATE =
      DECLARED.positive("value_learning_rate", 8e-5, "of the value's Adam");

  private static final Setting<Double> EPSILON =
      DECLARED.positive("actor_adam_epsilon", 1e-7, "adam_epsilon of actor and value");

  private static final Setting<Double> CLIP =
      DECLARED.positive("actor_gradient_clip", 100, "gradient_clip of actor and value, each");

  /** All of them, in the order in which recipes list them. */
  public static final List<Setting<?>> SETTINGS = DECLARED.all();

  public ActorSpec {
    values = values.only(SETTINGS);
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

  int valueLayers() {
    return values.get(VALUE_LAYERS);
  }

  int valueUnits() {
    return values.get(VALUE_UNITS);
  }

  int horizon() {
    return values.get(HORIZON);
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
    return new Adam(rate, 0, values.get(EPSILON), values.get(CLIP));
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
