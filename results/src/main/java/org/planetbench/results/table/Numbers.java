package org.planetbench.results.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Numbers as people read them, the same under every locale. */
public final class Numbers {
  private Numbers() {}

  /** {@code 1,000,000}. */
  public static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * Three digits or so: {@code 821}, {@code 12.3}, {@code 0.42}, {@code 0.0042}; whole numbers as
   * they are.
   */
  public static String rounded(double number) {
    double size = Math.abs(number);
    if (size >= 99.95 || number == Math.rint(number)) {
      return size < 1e15
          ? String.format(Locale.ROOT, "%,d", Math.round(number))
          : String.format(Locale.ROOT, "%.2e", number);
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

  /** {@code 138 ± 88}, or without a spread {@code 138}. */
  public static String spread(double number, OptionalDouble spread) {
    return rounded(number) + (spread.isPresent() ? " ± " + rounded(spread.getAsDouble()) : "");
  }

  /**
   * Three significant digits, as a verdict rests on: {@code 1234}, {@code 12.3}, {@code 0.421},
   * {@code 0.00421}. Where {@link #rounded} spares a reader digits, this keeps them.
   */
  public static String significant(double number) {
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

  /** {@code 34 %}, {@code 0.4 %}; not quite all is not {@code 100 %} but {@code 99.9 %}. */
  public static String percent(double share) {
    double percent = 100 * share;
    boolean almostAll = percent >= 99.5 && percent < 100;
    boolean fine = (percent != 0 && Math.abs(percent) < 9.95) || almostAll;
    String format = fine ? "%.1f %%" : "%.0f %%";
    return String.format(Locale.ROOT, format, almostAll ? Math.min(percent, 99.9) : percent);
  }

  /** {@code 97.5 %}: unrounded, as a level of confidence is said. */
  public static String exactPercent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }

  /** Alone: {@code 0.0025}, {@code 250}, {@code 10k}, {@code 1.5M}. */
  public static String tick(double number) {
    double size = Math.abs(number);
    if (size >= 999_999.5) {
      return trimmed(number / 1e6) + "M";
    }
    return size >= 9_999.5 ? trimmed(number / 1e3) + "k" : trimmed(number);
  }

  /**
   * On an axis that goes up to {@code most}: all in the same unit, {@code 5k} beside {@code 10k},
   * {@code 4e-7} beside {@code 8e-7}. What is nothing beside {@code most} is a 0 that was rounded.
   */
  public static Function<Double, String> ticks(double most) {
    double size = Math.abs(most);
    if (size >= 999_999.5) {
      return number -> trimmed(number / 1e6) + (number == 0 ? "" : "M");
    }
    if (size >= 9_999.5) {
      return number -> trimmed(number / 1e3) + (number == 0 ? "" : "k");
    }
    double plainFrom = size > 0 && size < 1e-4 ? Double.POSITIVE_INFINITY : 1e-6;
    return number -> {
      double distance = Math.abs(number);
      return distance < plainFrom && distance > 1e-12 * size ? scientific(number) : trimmed(number);
    };
  }

  /** {@code 48 s}, {@code 12 min}, {@code 3.4 h}. */
  public static String duration(double seconds) {
    if (seconds < 99.5) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < 99.5 * 60
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  /** {@code 2e-7}, {@code 2.5e-7}. */
  private static String scientific(double number) {
    return String.format(Locale.ROOT, "%.2e", number).replaceFirst("\\.?0*e([+-])0?", "e$1");
  }

  private static String trimmed(double number) {
    String text = String.format(Locale.ROOT, "%.6f", number);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
