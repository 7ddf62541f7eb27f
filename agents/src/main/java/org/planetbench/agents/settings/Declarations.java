package org.planetbench.agents.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of one kind, in the order in which they are declared, listed and recorded. The class
 * that they belong to declares them one after the other as constants:
 *
 * <pre>
 *   private static final Declarations DECLARED = new Declarations("");
 *   static final Setting&lt;Integer&gt; BATCH = DECLARED.integer("batch", 50, 1, "chunks in one update");
 *   static final List&lt;Setting&lt;?&gt;&gt; ALL = DECLARED.all();
 * </pre>
 */
public final class Declarations {
  private final String prefix;
  private final List<Setting<?>> settings = new ArrayList<>();

  /**
   * @param prefix of the keys in complaints and records, such as {@code schedule.}
   */
  public Declarations(String prefix) {
    this.prefix = prefix;
  }

  /** A whole number that is not too small. */
  public Setting<Integer> integer(String key, int initial, int least, String about) {
    return atLeast(Setting.integer(prefix, key, Optional.of(initial), about), least);
  }

  /** A whole number within bounds. */
  public Setting<Integer> integer(String key, int initial, int least, int most, String about) {
    return add(
        Setting.integer(prefix, key, Optional.of(initial), about)
            .within("%d to %d".formatted(least, most), value -> value >= least && value <= most));
  }

  /** A whole number of a few. */
  public Setting<Integer> choice(String key, int initial, List<Integer> values, String about) {
    String expected = String.join(" or ", values.stream().map(Object::toString).toList());
    return add(
        Setting.integer(prefix, key, Optional.of(initial), about)
            .within(expected, values::contains));
  }

  /** A whole number that has no default: somebody has to say it. */
  public Setting<Integer> required(String key, int least, String about) {
    return atLeast(Setting.integer(prefix, key, Optional.empty(), about), least);
  }

  private Setting<Integer> atLeast(Setting<Integer> setting, int least) {
    return add(setting.within("at least " + least, value -> value >= least));
  }

  /** A number above zero, also in single precision. */
  public Setting<Double> positive(String key, double initial, String about) {
    return add(
        Setting.real(prefix, key, initial, about)
            .within("a positive number", value -> value.floatValue() > 0));
  }

  /** The same, with a greatest one. */
  public Setting<Double> positive(String key, double initial, int most, String about) {
    return add(
        Setting.real(prefix, key, initial, about)
            .within(
                "above 0, at most %d".formatted(most),
                value -> value.floatValue() > 0 && value <= most));
  }

  /** Zero or a number above it. */
  public Setting<Double> notNegative(String key, double initial, String about) {
    return add(Setting.real(prefix, key, initial, about).within("0 or more", value -> value >= 0));
  }

  /** A number within bounds. */
  public Setting<Double> real(String key, double initial, int least, int most, String about) {
    return add(
        Setting.real(prefix, key, initial, about)
            .within("%d to %d".formatted(least, most), value -> value >= least && value <= most));
  }

  /** A number above zero, up to one. */
  public Setting<Double> fraction(String key, double initial, String about) {
    return add(
        Setting.real(prefix, key, initial, about)
            .within("above 0, at most 1", value -> value > 0 && value <= 1));
  }

  /** True or false. */
  public Setting<Boolean> flag(String key, boolean initial, String about) {
    return add(Setting.flag(prefix, key, initial, about));
  }

  /** One of the words of an enum. */
  public <E extends Enum<E>> Setting<E> word(String key, E initial, String about) {
    return add(Setting.word(prefix, key, initial, about));
  }

  /** Settings that another class declares, at this place in the order. */
  public void addAll(List<Setting<?>> others) {
    settings.addAll(others);
  }

  private <T> Setting<T> add(Setting<T> setting) {
    settings.add(setting);
    return setting;
  }

  /** All that are declared so far. */
  public List<Setting<?>> all() {
    return List.copyOf(settings);
  }
}
