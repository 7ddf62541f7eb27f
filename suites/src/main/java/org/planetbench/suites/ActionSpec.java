package org.planetbench.suites;

/**
 * The action box of an environment: {@code size} numbers, each within [{@code minimum}, {@code
 * maximum}]. Every task of the control suite has [-1, 1].
 */
public record ActionSpec(int size, double minimum, double maximum) {
  public ActionSpec {
    if (size < 1) {
      throw new IllegalArgumentException("action size must be at least 1, got " + size);
    }
    if (!(minimum < maximum)) {
      throw new IllegalArgumentException(
          "action bounds are empty: [" + minimum + ", " + maximum + "]");
    }
  }
}
