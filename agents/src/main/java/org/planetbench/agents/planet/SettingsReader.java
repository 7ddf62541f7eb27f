package org.planetbench.agents.planet;

import java.util.SequencedMap;
import java.util.function.Function;

/** Reads typed values out of settings as text; a wrong one is named with what was expected. */
final class SettingsReader {
  private final SequencedMap<String, String> settings;

  SettingsReader(SequencedMap<String, String> settings) {
    this.settings = settings;
  }

  int integer(String key) {
    return parse(key, "a whole number", Integer::valueOf);
  }

  double real(String key) {
    return parse(
        key,
        "a finite number of single precision",
        text -> {
          double value = Double.parseDouble(text);
          if (!Float.isFinite((float) value)) {
            throw new NumberFormatException();
          }
          return value;
        });
  }

  boolean flag(String key) {
    return switch (text(key)) {
      case "true" -> true;
      case "false" -> false;
      case String other ->
          throw new IllegalArgumentException(key + ": expected true or false, got '" + other + "'");
    };
  }

  String text(String key) {
    String value = settings.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + ": missing");
    }
    return value;
  }

  private <T> T parse(String key, String expected, Function<String, T> parser) {
    String value = text(key);
    try {
      return parser.apply(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          key + ": expected " + expected + ", got '" + value + "'", e);
    }
  }
}
