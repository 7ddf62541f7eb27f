package org.planetbench.agents.planning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.planetbench.suites.Suggestion;

/** The planners there are. */
public enum PlannerKind {
  /** The cross-entropy method: PlaNet's Algorithm 2. */
  CEM("Cross-entropy method: refit a Gaussian to the best candidates");

  private final String title;

  PlannerKind(String title) {
    this.title = title;
  }

  /** The word used in settings and on the command line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One line for people. */
  public String title() {
    return title;
  }

  /** The planner with this {@link #key}. */
  public static PlannerKind of(String key) {
    return Arrays.stream(values())
        .filter(kind -> kind.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown planner '" + key + "'" + Suggestion.of(key, keys())));
  }

  private static List<String> keys() {
    return Arrays.stream(values()).map(PlannerKind::key).toList();
  }
}
