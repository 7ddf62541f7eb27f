package org.planetbench.agents.model;

import java.util.List;
import org.planetbench.agents.settings.Declarations;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.Settings;

/**
 * Latent overshooting as a recipe sets it. See {@link LatentOvershooting} for the loss terms.
 *
 * @param values of {@link #SETTINGS}
 */
public record OvershootingSpec(Settings values) {
  private static final Declarations DECLARED = new Declarations("");

  private static final Setting<Double> SCALE =
      DECLARED.notNegative(
          "overshooting_scale", 0, "factor on the divergence at the distances from 2; 0 for none");

  public static final Setting<Integer> DISTANCE =
      DECLARED.integer(
          "overshooting_distance",
          0,
          0,
          "D, the farthest distance, at most the chunk's length, which the word chunk_length stands for; 2 is the nearest that counts, as the divergence at distance 1 is in the loss anyway");

  private static final Setting<OvershootingWeights> WEIGHTS =
      DECLARED.word(
          "overshooting_weights",
          OvershootingWeights.DISTANCES,
          "how pairs of a start and a distance share the mean of the divergence");

  private static final Setting<Double> REWARD_SCALE =
      DECLARED.notNegative(
          "overshooting_reward_scale",
          0,
          "factor on half the squared reward error at these distances; 0 for none");

  /** All of them, in the order in which recipes list them. */
  public static final List<Setting<?>> SETTINGS = DECLARED.all();

  /**
   * @param values of these settings, and of any others
   * @throws IllegalArgumentException if a scale needs a distance
   */
  public OvershootingSpec {
    values = values.only(SETTINGS);
    requireDistance(SCALE, values);
    requireDistance(REWARD_SCALE, values);
  }

  double scale() {
    return values.get(SCALE);
  }

  public int distance() {
    return values.get(DISTANCE);
  }

  OvershootingWeights weights() {
    return values.get(WEIGHTS);
  }

  double rewardScale() {
    return values.get(REWARD_SCALE);
  }

  private static void requireDistance(Setting<Double> scale, Settings values) {
    if (values.get(scale) > 0 && values.get(DISTANCE) < 2) {
      throw new IllegalArgumentException(
          "overshooting_distance: expected 2 or more with %s %s, got %d"
              .formatted(scale, values.get(scale), values.get(DISTANCE)));
    }
  }

  boolean isOn() {
    return scale() > 0;
  }

  /**
   * The posterior of the last distance has to lie within the chunk.
   *
   * @throws IllegalArgumentException if it does not
   */
  public void requireFits(int chunkLength) {
    if (distance() > chunkLength) {
      throw new IllegalArgumentException(
          "overshooting_distance: expected at most chunk_length (%d), got %d; overshooting_distance=chunk_length always fits"
              .formatted(chunkLength, distance()));
    }
  }

  /** Starts whose rollout meets a posterior at a distance: at time s it reaches s + d - 1. */
  private static int starts(int chunkLength, int distance) {
    return chunkLength - distance + 1;
  }

  /**
   * The weight of each start at a distance 2..D of a chunk; those of all starts and distances add
   * up to 1.
   */
  double weight(int chunkLength, int distance) {
    return switch (weights()) {
      case DISTANCES -> 1.0 / (distance() - 1) / starts(chunkLength, distance);
      case PAIRS -> 1.0 / pairs(chunkLength);
    };
  }

  /**
   * Steps of the prior that the rollouts of a chunk take: those of distance 1, which count for
   * nothing themselves, are taken again for it.
   */
  long steps(int chunkLength) {
    return isOn() ? starts(chunkLength, 1) + pairs(chunkLength) : 0;
  }

  /** Of a start and a distance that counts. */
  private long pairs(int chunkLength) {
    long pairs = 0;
    for (int d = 2; d <= distance(); d++) {
      pairs += starts(chunkLength, d);
    }
    return pairs;
  }

  /**
   * The weight of the reward at a time (from 0): the share of the pairs of a start and a distance
   * that meet it, of as many pairs as there were if every start had every distance. So the
   * published code divides; those of all times add up to less than 1.
   */
  double rewardWeight(int chunkLength, int time) {
    int meetings = Math.min(time + 1, distance()) - 1;
    return (double) meetings / ((long) chunkLength * (distance() - 1));
  }
}
