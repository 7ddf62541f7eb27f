package org.planetbench.agents.model;

/**
 * Latent overshooting as a recipe sets it: {@code overshooting_scale} and {@code
 * overshooting_distance}. See {@link LatentOvershooting} for the loss term.
 *
 * @param scale factor on the term; 0 for none
 * @param distance D, the farthest distance; 2 is the nearest that counts, as the divergence at
 *     distance 1 is in the loss anyway. May be greater than the chunks are long
 */
public record OvershootingSpec(double scale, int distance) {
  /** No overshooting. */
  public static final OvershootingSpec NONE = new OvershootingSpec(0, 0);

  public OvershootingSpec {
    if (!(scale >= 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("overshooting_scale: expected 0 or more, got " + scale);
    }
    if (distance < 0) {
      throw new IllegalArgumentException(
          "overshooting_distance: expected 0 or more, got " + distance);
    }
    if (scale > 0 && distance < 2) {
      throw new IllegalArgumentException(
          "overshooting_distance: expected 2 or more with overshooting_scale %s, got %d"
              .formatted(scale, distance));
    }
  }

  boolean isOn() {
    return scale > 0;
  }

  /**
   * How many pairs of a start and a distance 2..D a chunk has whose posterior exists: a start at
   * time s reaches s + d - 1, which has to lie within the chunk.
   */
  long positions(int length) {
    long positions = 0;
    for (int d = 2; d <= Math.min(distance, length); d++) {
      positions += length - d + 1;
    }
    return positions;
  }
}
