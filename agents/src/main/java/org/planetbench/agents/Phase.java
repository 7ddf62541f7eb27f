package org.planetbench.agents;

import java.util.Locale;

/**
 * Why an episode is played: seed episodes at random, collected episodes with exploration noise,
 * evaluation without.
 */
public enum Phase {
  SEED,
  COLLECT,
  EVALUATE;

  /** The word used in files: {@code seed}, {@code collect}, {@code evaluate}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
