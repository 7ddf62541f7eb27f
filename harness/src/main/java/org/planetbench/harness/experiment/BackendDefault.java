package org.planetbench.harness.experiment;

import java.util.Map;
import org.planetbench.agents.model.BackendKind;
import org.planetbench.agents.model.ModelSpec;
import org.planetbench.agents.settings.SettingWord;

/** The backend of recipes where neither a profile nor an option names one. */
public final class BackendDefault {
  /** For those who run everything on one kind of machine. */
  public static final String VARIABLE = "PLANETBENCH_BACKEND";

  private BackendDefault() {}

  /**
   * Adds what the variable says.
   *
   * @param set changes of a recipe's settings
   * @throws BadInputException if it names no backend
   */
  public static void addTo(Map<String, String> set) {
    addTo(set, System.getenv().getOrDefault(VARIABLE, ""));
  }

  static void addTo(Map<String, String> set, String word) {
    if (word.isBlank()) {
      return;
    }
    try {
      BackendKind kind = SettingWord.parse(BackendKind.class, "backend", word.strip());
      set.putIfAbsent(ModelSpec.BACKEND.key(), kind.key());
    } catch (IllegalArgumentException e) {
      throw new BadInputException(VARIABLE + ": " + e.getMessage(), e);
    }
  }
}
