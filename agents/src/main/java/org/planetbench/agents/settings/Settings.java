package org.planetbench.agents.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.planetbench.suites.Suggestion;

/** A value for each of some settings, in the order of their declaration. Immutable. */
public final class Settings {
  private final SequencedMap<Setting<?>, Object> values;

  private Settings(SequencedMap<Setting<?>, Object> values) {
    this.values = values;
  }

  private static Settings of(List<Setting<?>> declared, Function<Setting<?>, Object> value) {
    SequencedMap<Setting<?>, Object> values = new LinkedHashMap<>();
    for (Setting<?> setting : declared) {
      values.put(setting, value.apply(setting));
    }
    return new Settings(values);
  }

  /** What they are where nobody says otherwise. */
  public static Settings initial(List<Setting<?>> declared) {
    return of(declared, setting -> setting.initial().orElseThrow());
  }

  /**
   * The inverse of {@link #text}; of a setting that is not there the default.
   *
   * @throws IllegalArgumentException for a value that is missing, of the wrong type or out of range
   */
  public static Settings read(List<Setting<?>> declared, Map<String, String> text) {
    return of(
        declared,
        setting -> {
          String value = text.get(setting.key());
          return value != null
              ? setting.read(value)
              : setting
                  .initial()
                  .orElseThrow(() -> new IllegalArgumentException(setting + ": missing"));
        });
  }

  /**
   * Keys and values out of words such as {@code batch=16}.
   *
   * @throws IllegalArgumentException for a word without an equals sign
   */
  public static SequencedMap<String, String> pairs(String... words) {
    SequencedMap<String, String> pairs = new LinkedHashMap<>();
    for (String word : words) {
      int at = word.indexOf('=');
      if (at < 1) {
        throw new IllegalArgumentException("expected key=value, got '" + word + "'");
      }
      pairs.put(word.substring(0, at), word.substring(at + 1));
    }
    return pairs;
  }

  /** The value of one of these settings. */
  @SuppressWarnings("unchecked") // put there as what its setting read
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException(setting + ": not among " + values.keySet());
    }
    return (T) value;
  }

  /** Some of these settings, in the order given. */
  public Settings only(List<Setting<?>> some) {
    return of(some, this::get);
  }

  /**
   * The same with several values changed.
   *
   * @throws IllegalArgumentException for an unknown key, with the nearest known one, or for a value
   *     of the wrong type or range
   */
  public Settings with(SequencedMap<String, String> changes) {
    SequencedMap<String, String> text = text();
    changes.forEach(
        (key, value) -> {
          if (text.replace(key, value) == null) {
            throw new IllegalArgumentException(
                key + ": no such setting of a recipe" + Suggestion.of(key, text.keySet()));
          }
        });
    return read(List.copyOf(values.keySet()), text);
  }

  /** All values as text, by key. */
  public SequencedMap<String, String> text() {
    SequencedMap<String, String> text = new LinkedHashMap<>();
    values.keySet().forEach(setting -> text.put(setting.key(), text(setting)));
    return text;
  }

  private <T> String text(Setting<T> setting) {
    return setting.write(get(setting));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Settings settings && values.equals(settings.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return text().toString();
  }
}
