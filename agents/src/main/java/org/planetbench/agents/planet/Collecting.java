package org.planetbench.agents.planet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.planetbench.suites.Suggestion;

/** How the episodes are played that the agent learns from, seed episodes apart. */
public enum Collecting {
  /** By the planner, with exploration noise. */
  PLANNED,
  /**
   * At random: clip(N(0, 1)), which is what the published code's switches for random collection
   * come to (no iterations, noise of 1). Evaluation is planned all the same, which it is not there:
   * one planner served both, so that its evaluation executed zeros (planet-spec section 8).
   */
  RANDOM;

  /** The word used in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Collecting of(String key) {
    return Arrays.stream(values())
        .filter(way -> way.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "collection: expected planned or random, got '"
                        + key
                        + "'"
                        + Suggestion.of(key, keys())));
  }

  private static List<String> keys() {
    return Arrays.stream(values()).map(Collecting::key).toList();
  }
}
