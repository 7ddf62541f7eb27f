package org.planetbench.harness.study;

import java.util.Optional;
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
    return signed(sample.mean())
        + interval(sample)
            .map(i -> " [%s, %s]".formatted(signed(i.low()), signed(i.high())))
            .orElse("");
  }

  /** The same of what is no difference: {@code 3.2 [1.1, 5.3]}. */
  static Cell level(Sample sample) {
    String text =
        Numbers.rounded(sample.mean())
            + interval(sample)
                .map(
                    i -> " [%s, %s]".formatted(Numbers.rounded(i.low()), Numbers.rounded(i.high())))
                .orElse("");
    return new Cell(text, Double.toString(sample.mean()));
  }

  static Cell cell(Sample sample) {
    return new Cell(said(sample), Double.toString(sample.mean()));
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
