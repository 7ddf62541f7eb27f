package org.planetbench.results.gate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.planetbench.results.stats.Interval;

/** Numbers of a verdict for people: three digits or so, the same under every locale. */
final class Figures {
  private Figures() {}

  static String rounded(double number) {
    if (!Double.isFinite(number)) {
      return Double.toString(number);
    }
    double size = Math.abs(number);
    if (size >= 100) {
      return String.format(Locale.ROOT, "%.0f", number);
    }
    return size == 0 || size < 1e-4
        ? String.format(Locale.ROOT, "%.2g", number)
        : BigDecimal.valueOf(number).round(new MathContext(3)).toPlainString();
  }

  /** {@code 105 %}. */
  static String percent(double share) {
    return rounded(100 * share) + " %";
  }

  /** {@code -12.3 [-20, -4.5]}. */
  static String difference(Evidence evidence) {
    Interval interval = evidence.difference();
    return "%s [%s, %s]%s"
        .formatted(
            signed(evidence.estimate()),
            signed(interval.low()),
            signed(interval.high()),
            unit(evidence));
  }

  /** The smallest difference that would probably have been seen. */
  static String detectable(Evidence evidence) {
    return rounded(evidence.detectable()) + unit(evidence);
  }

  private static String unit(Evidence evidence) {
    return evidence.differenceUnit().equals("%") ? " %" : "";
  }

  private static String signed(double number) {
    return number > 0 ? "+" + rounded(number) : rounded(number);
  }
}
