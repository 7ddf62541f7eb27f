package org.planetbench.agents.model;

import org.planetbench.agents.settings.SettingWord;

/** How the pairs of a start and a distance share the mean of latent overshooting. */
public enum OvershootingWeights {
  /**
   * Each distance weighs the same, and within it each start: the mean over distances of the mean
   * within each. The published code up to the camera-ready paper.
   */
  DISTANCES,
  /** Each pair weighs the same, so near distances, which have more pairs, weigh more. */
  PAIRS;

  /** The word used in settings. */
  public String key() {
    return SettingWord.of(this);
  }
}
