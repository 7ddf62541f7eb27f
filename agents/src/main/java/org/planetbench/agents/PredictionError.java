package org.planetbench.agents;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far a model's open-loop predictions are from what happened, {@code distance} agent steps
 * after the last picture that it saw: means over episodes and start positions.
 *
 * @param distance 0 is the filtered belief itself: what decoder and reward head make of it
 * @param imageError mean over pixels and colours of (predicted mean - true picture)^2, black to
 *     white being 0 to 1
 * @param rewardError (predicted mean - true reward)^2, of the reward of one agent step
 * @param divergence KL(posterior || open-loop prior) in nats, summed over dimensions; empty at
 *     distance 0 and for a model that draws no stochastic state
 */
public record PredictionError(
    Data data, int distance, double imageError, double rewardError, OptionalDouble divergence) {
  /** What the model is judged on. */
  public enum Data {
    /** The latest collected episode, which the model made itself and has not learned from. */
    ON_POLICY,
    /** Random episodes that are the same for all cells of a task and at all times. */
    HELD_OUT;

    /** The word used in files: {@code on_policy}, {@code held_out}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public PredictionError {
    if (distance < 0) {
      throw new IllegalArgumentException("distance: expected 0 or more, got " + distance);
    }
  }
}
