package org.planetbench.agents.model;

/** How the pairs of a start and a distance share the mean of latent overshooting. */
public enum OvershootingWeights {
  /**
   * Each distance weighs the same, and within it each start: the mean over distances of the mean
   * within each. The published code up to the camera-ready paper.
   */
  DISTANCES,
  /** Each pair weighs the same, so near distances, which have more pairs, weigh more. */
  PAIRS;
}
