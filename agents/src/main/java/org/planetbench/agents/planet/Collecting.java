package org.planetbench.agents.planet;

import org.planetbench.agents.settings.SettingWord;

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

  /** The word used in settings. */
  public String key() {
    return SettingWord.of(this);
  }
}
