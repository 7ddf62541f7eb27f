package org.planetbench.results.run;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A row of {@code model.csv}: how far the model's open-loop predictions were from what happened,
 * some agent steps after the last picture that it saw; means over start positions.
 *
 * @param updateStep updates that the model had had
 * @param data {@code on_policy}, the episode collected just before, or {@code held_out}, random
 *     episodes that are never learned from and the same for all cells of a task
 * @param distance agent steps; 0 is the filtered belief itself
 * @param imageError mean squared error of a pixel's colour, black to white being 0 to 1
 * @param rewardError squared error of the reward of an agent step
 * @param divergence KL(posterior || open-loop prior) in nats; empty at distance 0 and for a model
 *     without a stochastic state
 */
public record ModelRow(
    long updateStep,
    String data,
    int distance,
    double imageError,
    double rewardError,
    OptionalDouble divergence) {
  /** The episode that was collected last. */
  public static final String ON_POLICY = "on_policy";

  /** Random episodes. */
  public static final String HELD_OUT = "held_out";

  /** What {@code data} may be, in files of this project. */
  public static final List<String> DATA = List.of(ON_POLICY, HELD_OUT);

  public ModelRow {
    if (!DATA.contains(data)) {
      throw new IllegalArgumentException(
          "data: expected one of " + String.join(", ", DATA) + ", got '" + data + "'");
    }
    if (updateStep < 0 || distance < 0) {
      throw new IllegalArgumentException("expected counts of 0 or more, got a negative one");
    }
  }
}
