package org.planetbench.suites;

import java.util.OptionalInt;

/**
 * How pictures are drawn. Returns from different qualities are not compared without saying so, so
 * the quality belongs into every record.
 */
public enum RenderQuality {
  /** dm_control's picture, bit for bit on the same OpenGL. */
  REFERENCE(OptionalInt.empty()),

  /**
   * A shadow map of 512 instead of 2048 pixels: 0.4 to 0.9 of the time, and at most 1 % of the
   * bytes of a picture of 64 x 64 differ by more than 8 of 255 levels. Of smaller ones more do.
   */
  FAST(OptionalInt.of(512));

  private final OptionalInt shadowMapSize;

  RenderQuality(OptionalInt shadowMapSize) {
    this.shadowMapSize = shadowMapSize;
  }

  /** Pixels of the shadow map's side, or empty where the model's own number holds. */
  public OptionalInt shadowMapSize() {
    return shadowMapSize;
  }
}
