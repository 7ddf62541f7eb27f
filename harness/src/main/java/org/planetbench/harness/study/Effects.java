package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.MeanDifference;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table.Cell;

/** A mean over seeds in words. */
final class Effects {
  /** What is said of power, for the reader. */
  static final String POWER =
      "What would have been seen is told where nothing was: the least difference that the two-sided t"
          + " test at level 0.05 finds with probability 0.8. Each test stands for itself: no level is"
          + " corrected for their number.";

  private static final double CONFIDENCE = 0.95;
  private static final double LEVEL = 1 - CONFIDENCE;
  private static final double PROBABILITY = 0.8;

  private Effects() {}

  /** {@code +3.2 [+1.1, +5.3]}; below five seeds without the interval. */
  static String said(Sample sample) {
    return text(sample, Effects::signed);
  }

  /** {@code +3.2 [+1.1, +5.3] (above)}: with the word of {@link #direction}. */
  static String judged(Sample sample, String above, String below, String neither) {
    return "%s (%s)".formatted(said(sample), direction(sample, above, below, neither));
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

  /**
   * Which side of 0 the interval is on, if it is on one. Else what would have been seen is told,
   * too; below five seeds nothing is shown.
   */
  static String direction(Sample sample, String above, String below, String neither) {
    return switch (side(sample)) {
      case 1 -> above;
      case -1 -> below;
      default -> neither + whyNot(sample);
    };
  }

  /** 1 or -1 where the whole interval is on that side of 0; else, and below five seeds, 0. */
  private static int side(Sample sample) {
    return interval(sample).map(i -> i.low() > 0 ? 1 : i.high() < 0 ? -1 : 0).orElse(0);
  }

  private static String whyNot(Sample sample) {
    return interval(sample).isEmpty()
        ? ": fewer than " + Interval.LEAST_SEEDS + " seeds"
        : wouldHaveBeenSeen(sample);
  }

  private static String wouldHaveBeenSeen(Sample sample) {
    double least = MeanDifference.fromExact(sample, 0).detectable(LEVEL, PROBABILITY);
    return least > 0 ? ", where %s would have been seen".formatted(Numbers.rounded(least)) : "";
  }

  /** Differences from one and the same thing, sorted by what is shown of them. */
  static final class Sorted {
    private final List<String> more = new ArrayList<>();
    private final List<String> less = new ArrayList<>();
    private final List<String> open = new ArrayList<>();

    void add(String name, Sample difference) {
      String said = said(difference);
      List<String> alike =
          switch (side(difference)) {
            case 1 -> more;
            case -1 -> less;
            default -> open;
          };
      alike.add(name + " " + direction(difference, said, said, said));
    }

    boolean isEmpty() {
      return more.isEmpty() && less.isEmpty() && open.isEmpty();
    }

    /** {@code more: a +1 [...]; less: none; not shown to differ: b +0.1 [...]}. */
    String text(String wordForMore, String wordForLess) {
      return "%s: %s; %s: %s; not shown to differ: %s"
          .formatted(wordForMore, listed(more), wordForLess, listed(less), listed(open));
    }

    private static String listed(List<String> words) {
      return words.isEmpty() ? "none" : String.join(", ", words);
    }
  }

  private static Optional<Interval> interval(Sample sample) {
    return sample.interval(CONFIDENCE);
  }

  private static String signed(double number) {
    return (number > 0 ? "+" : "") + Numbers.rounded(number);
  }
}
