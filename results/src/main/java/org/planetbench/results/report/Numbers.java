package org.planetbench.results.report;

import java.util.Locale;
import java.util.function.Function;

/** Numbers as people read them, the same under every locale. */
final class Numbers {
  private Numbers() {}

  /** {@code 1,000,000}. */
  static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * Three digits or so: {@code 821}, {@code 12.3}, {@code 0.42}, {@code 0.0042}; whole numbers as
   * they are.
   */
  static String rounded(double number) {
    double size = Math.abs(number);
    if (size >= 99.95 || number == Math.rint(number)) {
      return String.format(Locale.ROOT, "%,d", Math.round(number));
    }
    if (size >= 9.995) {
      return String.format(Locale.ROOT, "%.1f", number);
    }
    if (size >= 0.0995) {
      return String.format(Locale.ROOT, "%.2f", number);
    }
    if (size >= 0.0005) {
      return String.format(Locale.ROOT, "%.4f", number);
    }
    return String.format(Locale.ROOT, "%.1e", number);
  }

  /** {@code 34 %}, {@code 0.4 %}. */
  static String percent(double share) {
    double percent = 100 * share;
    String format = percent != 0 && Math.abs(percent) < 9.95 ? "%.1f %%" : "%.0f %%";
    return String.format(Locale.ROOT, format, percent);
  }

  /** Alone: {@code 0.0025}, {@code 250}, {@code 10k}, {@code 1.5M}. */
  static String tick(double number) {
    double size = Math.abs(number);
    if (size >= 999_999.5) {
      return trimmed(number / 1e6) + "M";
    }
    return size >= 9_999.5 ? trimmed(number / 1e3) + "k" : trimmed(number);
  }

  /**
   * On an axis that goes up to {@code most}: all in the same unit, {@code 5k} beside {@code 10k}.
   */
  static Function<Double, String> ticks(double most) {
    double size = Math.abs(most);
    if (size >= 999_999.5) {
      return number -> trimmed(number / 1e6) + (number == 0 ? "" : "M");
    }
    return size >= 9_999.5
        ? number -> trimmed(number / 1e3) + (number == 0 ? "" : "k")
        : Numbers::trimmed;
  }

  /** {@code 48 s}, {@code 12 min}, {@code 3.4 h}. */
  static String duration(double seconds) {
    if (seconds < 99.5) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < 99.5 * 60
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  private static String trimmed(double number) {
    String text = String.format(Locale.ROOT, "%.6f", number);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
