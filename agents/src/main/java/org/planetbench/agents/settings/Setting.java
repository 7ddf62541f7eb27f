package org.planetbench.agents.settings;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A setting: what it is called, what it is for, how it is read from text, checked and written. Its
 * one declaration is a line of {@link Declarations}.
 *
 * @param <T> type of its values
 */
public final class Setting<T> {
  private final String name;
  private final String key;
  private final Optional<T> initial;
  private final String about;
  private final Form<T> form;
  private final Range<T> range;

  /** How values look as text. */
  private record Form<T>(String expected, Function<String, T> read, Function<T, String> write) {}

  /** Which values there may be. */
  private record Range<T>(String expected, Predicate<T> holds) {}

  private Setting(
      String prefix, String key, Optional<T> initial, String about, Form<T> form, Range<T> range) {
    this.name = prefix + key;
    this.key = key;
    this.initial = initial;
    this.about = about;
    this.form = form;
    this.range = range;
  }

  static Setting<Integer> integer(
      String prefix, String key, Optional<Integer> initial, String about) {
    return new Setting<>(
        prefix,
        key,
        initial,
        about,
        new Form<>("a whole number", text -> Integer.valueOf(text.strip()), Object::toString),
        new Range<>("a whole number", value -> true));
  }

  static Setting<Double> real(String prefix, String key, double initial, String about) {
    return new Setting<>(
        prefix,
        key,
        Optional.of(initial),
        about,
        new Form<>("a finite number of single precision", Setting::single, Setting::plain),
        new Range<>("a number", value -> true));
  }

  static Setting<Boolean> flag(String prefix, String key, boolean initial, String about) {
    return new Setting<>(
        prefix,
        key,
        Optional.of(initial),
        about,
        new Form<>("true or false", Setting::flag, Object::toString),
        new Range<>("true or false", value -> true));
  }

  static <E extends Enum<E>> Setting<E> word(String prefix, String key, E initial, String about) {
    Class<E> kind = initial.getDeclaringClass();
    return new Setting<>(
        prefix,
        key,
        Optional.of(initial),
        about,
        new Form<>("a word", text -> SettingWord.parse(kind, key, text), SettingWord::of),
        new Range<>(String.join(", ", SettingWord.all(kind)), value -> true));
  }

  /** The same, with fewer values. */
  Setting<T> within(String expected, Predicate<T> holds) {
    return new Setting<>(
        name.substring(0, name.length() - key.length()),
        key,
        initial,
        about,
        form,
        new Range<>(expected, holds));
  }

  /** As in recipes, profiles and run records, without what they have before it. */
  public String key() {
    return key;
  }

  /** What it is for, in one line. */
  public String about() {
    return about;
  }

  /** What it is where nobody says otherwise; empty if somebody has to. */
  public Optional<T> initial() {
    return initial;
  }

  /** Which values it may have, in words. */
  public String range() {
    return range.expected();
  }

  /**
   * Reads and checks a value.
   *
   * @throws IllegalArgumentException that names the setting, what was expected and what was got
   */
  public T read(String text) {
    try {
      return require(form.read().apply(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s: expected %s, got '%s'".formatted(name, form.expected(), text), e);
    }
  }

  /** The value as text that reads back to it, the same in every locale. */
  public String write(T value) {
    return form.write().apply(value);
  }

  private T require(T value) {
    if (!range.holds().test(value)) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(name, range.expected(), value));
    }
    return value;
  }

  private static double single(String text) {
    double value = Double.parseDouble(text.strip());
    if (!Float.isFinite((float) value)) {
      throw new NumberFormatException();
    }
    return value;
  }

  /** Shortest digits that read back to the same number, without an exponent: 0.0001. */
  private static String plain(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NumberFormatException();
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
