package org.planetbench.agents.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.planetbench.suites.Suggestion;

/** The words that settings have for the constants of an enum: their names in lower case. */
public final class SettingWord {
  private SettingWord() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The words of all constants. */
  public static <E extends Enum<E>> List<String> all(Class<E> kind) {
    return Arrays.stream(kind.getEnumConstants()).map(SettingWord::of).toList();
  }

  /**
   * The constant with this word, in which hyphens may stand for underscores.
   *
   * @param setting for the complaint: {@code planner}
   * @throws IllegalArgumentException with the nearest word that there is
   */
  public static <E extends Enum<E>> E parse(Class<E> kind, String setting, String word) {
    List<E> constants = Arrays.asList(kind.getEnumConstants());
    return constants.stream()
        .filter(constant -> of(constant).equals(word.replace('-', '_')))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown %s '%s'%s".formatted(setting, word, Suggestion.of(word, all(kind)))));
  }
}
