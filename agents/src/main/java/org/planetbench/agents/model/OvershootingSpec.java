package org.planetbench.agents.model;

/**
 * Latent overshooting as a recipe sets it: {@code overshooting_scale} and the other settings that
 * begin so. See {@link LatentOvershooting} for the loss terms.
 *
 * @param scale factor on the divergence at the distances from 2; 0 for none
 * @param distance D, the farthest distance, at most the chunk's length; 2 is the nearest that
 *     counts, as the divergence at distance 1 is in the loss anyway
 * @param weights how pairs of a start and a distance share the mean of the divergence
 * @param rewardScale factor on half the squared reward error at these distances; 0 for none
 */
public record OvershootingSpec(
    double scale, int distance, OvershootingWeights weights, double rewardScale) {
  /** No overshooting. */
  public static final OvershootingSpec NONE = new OvershootingSpec(0, 0);

  public OvershootingSpec {
    notNegative("overshooting_scale", scale);
    notNegative("overshooting_reward_scale", rewardScale);
    if (distance < 0) {
      throw new IllegalArgumentException(
          "overshooting_distance: expected 0 or more, got " + distance);
    }
    requireDistance("overshooting_scale", scale, distance);
    requireDistance("overshooting_reward_scale", rewardScale, distance);
  }

  /** Of the divergence alone, as published. */
  public OvershootingSpec(double scale, int distance) {
    this(scale, distance, OvershootingWeights.DISTANCES, 0);
  }

  private static void notNegative(String key, double scale) {
    if (!(scale >= 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(key + ": expected 0 or more, got " + scale);
    }
  }

  private static void requireDistance(String key, double scale, int distance) {
    if (scale > 0 && distance < 2) {
      throw new IllegalArgumentException(
          "overshooting_distance: expected 2 or more with %s %s, got %d"
              .formatted(key, scale, distance));
    }
  }

  boolean isOn() {
    return scale > 0;
  }

  /**
   * The posterior of the last distance has to lie within the chunk.
   *
   * @throws IllegalArgumentException if it does not
   */
  public void requireFits(int chunkLength) {
    if (distance > chunkLength) {
      throw new IllegalArgumentException(
          "overshooting_distance: expected at most chunk_length (%d), got %d; overshooting_distance=chunk_length always fits"
              .formatted(chunkLength, distance));
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
    return switch (weights) {
      case DISTANCES -> 1.0 / (this.distance - 1) / starts(chunkLength, distance);
      case PAIRS -> 1.0 / pairs(chunkLength);
    };
  }

  private long pairs(int chunkLength) {
    long pairs = 0;
    for (int d = 2; d <= distance; d++) {
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
    int meetings = Math.min(time + 1, distance) - 1;
    return (double) meetings / ((long) chunkLength * (distance - 1));
  }
}
