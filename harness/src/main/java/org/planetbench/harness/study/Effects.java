package org.planetbench.harness.study;

import java.util.Optional;
import java.util.function.DoubleFunction;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table.Cell;

/** A mean over seeds in words. */
final class Effects {
  private static final double CONFIDENCE = 0.95;

  private Effects() {}

  /** {@code +3.2 [+1.1, +5.3]}; below five seeds without the interval. */
  static String said(Sample sample) {
    return text(sample, Effects::signed);
  }

  /** A difference. */
  static Cell cell(Sample sample) {
    return new Cell(said(sample), Double.toString(sample.mean()));
  }

  /** What is no difference: {@code 3.2 [1.1, 5.3]}. */
  static Cell level(Sample sample) {
    return new Cell(text(sample, Numbers::rounded), Double.toString(sample.mean()));
  }

  private static String text(Sample sample, DoubleFunction<String> number) {
    return number.apply(sample.mean())
        + interval(sample)
            .map(i -> " [%s, %s]".formatted(number.apply(i.low()), number.apply(i.high())))
            .orElse("");
  }

  /** Which side of 0 the interval is on, if it is on one; below five seeds nothing is shown. */
  static String direction(Sample sample, String above, String below, String neither) {
    Optional<Interval> interval = interval(sample);
    if (interval.isEmpty()) {
      return neither + ": fewer than " + Interval.LEAST_SEEDS + " seeds";
    }
    return interval.get().low() > 0 ? above : interval.get().high() < 0 ? below : neither;
  }

  private static Optional<Interval> interval(Sample sample) {
    return sample.interval(CONFIDENCE);
  }

  private static String signed(double number) {
    return (number > 0 ? "+" : "") + Numbers.rounded(number);
  }
}
