package org.planetbench.agents.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.planetbench.suites.Suggestion;

/** The latent dynamics there are. */
public enum DynamicsKind {
  /** Recurrent state-space model: a deterministic belief h and a stochastic state z. */
  RSSM,
  /** Two recurrent networks with a stochastic state between them. */
  DRNN;

  /** The word used in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind with this {@link #key}. */
  public static DynamicsKind of(String key) {
    return Arrays.stream(values())
        .filter(kind -> kind.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown dynamics '" + key + "'" + Suggestion.of(key, keys())));
  }

  private static List<String> keys() {
    return Arrays.stream(values()).map(DynamicsKind::key).toList();
  }
}
