package org.planetbench.agents.planet;

/** How the episodes are played that the agent learns from, seed episodes apart. */
public enum Collecting {
  /** By whoever acts, a planner or an actor, with exploration noise. */
  PLANNED,
  /**
   * At random: clip(N(0, 1)), which is what the published code's switches for random collection
   * come to (no iterations, noise of 1). Evaluation is planned all the same, which it is not there:
   * one planner served both, so that its evaluation executed zeros.
   */
  RANDOM;
}
