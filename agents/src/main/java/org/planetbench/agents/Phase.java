package org.planetbench.agents;

import java.util.Locale;

/**
 * Why an episode is played: seed episodes at random, collected episodes with exploration noise,
 * evaluation without; held-out episodes at random, never learned from, to diagnose the model on.
 */
public enum Phase {
  SEED,
  COLLECT,
  EVALUATE,
  HELD_OUT;

  /** The word used in files: {@code seed}, {@code collect}, {@code evaluate}, {@code held_out}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
