package org.planetbench.harness.study;

import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.planetbench.results.stats.Alternative;
import org.planetbench.results.stats.Holm;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.MeanDifference;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table.Cell;

/** A mean over seeds in words. */
final class Effects {
  /** What is said of power, for the reader. */
  static final String POWER =
      "Where several are held against one and the same thing, what is more or less is so by Holm's"
          + " correction for their number; intervals are of each test by itself. What would have been seen"
          + " is told where nothing was: the least difference that the two-sided t test finds with"
          + " probability 0.8, at level 0.05, or at what the correction leaves of it.";

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

  /** {@code +3.2 (above)}: without the interval. */
  static String plainly(Sample sample, String above, String below, String neither) {
    return "%s (%s)".formatted(plainly(sample), direction(sample, above, below, neither));
  }

  /** {@code +3.2}. */
  static String plainly(Sample sample) {
    return signed(sample.mean());
  }

  /** A difference. */
  static Cell cell(Sample sample) {
    return new Cell(said(sample), Double.toString(sample.mean()));
  }

  /** What is no difference: {@code 3.2 [1.1, 5.3]}. */
  private static Cell level(Sample sample) {
    return new Cell(text(sample, Numbers::rounded), Double.toString(sample.mean()));
  }

  /** The same, with the number of seeds where it is less than the row's; a dash without any. */
  static Cell level(StudyValues values, long seeds) {
    if (values.isEmpty()) {
      return Cell.NONE;
    }
    Cell level = level(values.sample());
    long count = values.bySeed().count();
    return count < seeds
        ? new Cell("%s (%s seeds)".formatted(level.text(), count), level.value())
        : level;
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
      default -> neither + whyNot(sample, LEVEL);
    };
  }

  /** 1 or -1 where the whole interval is on that side of 0; else, and below five seeds, 0. */
  private static int side(Sample sample) {
    return interval(sample).map(i -> i.low() > 0 ? 1 : i.high() < 0 ? -1 : 0).orElse(0);
  }

  private static String whyNot(Sample sample, double level) {
    return interval(sample).isEmpty()
        ? ": fewer than " + Interval.LEAST_SEEDS + " seeds"
        : wouldHaveBeenSeen(sample, level);
  }

  private static String wouldHaveBeenSeen(Sample sample, double level) {
    double least = detectable(sample, level);
    return least > 0 ? ", where %s would have been seen".formatted(Numbers.rounded(least)) : "";
  }

  private static double detectable(Sample sample, double level) {
    return MeanDifference.fromExact(sample, 0).detectable(level, PROBABILITY);
  }

  /** By two one-sided t tests; below five seeds nothing is shown. */
  private static boolean isWithin(Sample sample, double margin) {
    return interval(sample).isPresent()
        && MeanDifference.fromExact(sample, 0).pValueOfEquivalence(margin) < LEVEL;
  }

  private static double pValue(Sample sample) {
    return MeanDifference.fromExact(sample, 0).pValue(0, Alternative.TWO_SIDED);
  }

  /**
   * Differences from one and the same thing, sorted by what is shown of them. They are one family:
   * which are more or less is decided by Holm's correction.
   */
  static final class Sorted {
    private final SequencedMap<String, Sample> differences = new LinkedHashMap<>();

    void add(String name, Sample difference) {
      differences.put(name, difference);
    }

    boolean isEmpty() {
      return differences.isEmpty();
    }

    /** In the order in which they were added. */
    Set<String> names() {
      return Collections.unmodifiableSet(differences.keySet());
    }

    /** {@link Effects#said}, of one of them. */
    String said(String name) {
      return Effects.said(of(name));
    }

    /** {@link #judged} without the interval. */
    String plainly(String name, String above, String below, String neither) {
      return "%s (%s)".formatted(Effects.plainly(of(name)), direction(name, above, below, neither));
    }

    /** {@link Effects#judged}, of one of them and with the correction. */
    String judged(String name, String above, String below, String neither) {
      return "%s (%s)".formatted(said(name), direction(name, above, below, neither));
    }

    /** {@link Effects#direction}, of one of them and with the correction. */
    String direction(String name, String above, String below, String neither) {
      int side = side(name);
      if (side == 0) {
        return neither + whyNot(of(name), levelLeft());
      }
      String word = side > 0 ? above : below;
      return shown().contains(name) ? word : word + ", " + uncorrected();
    }

    /** Which of them are shown to be no more than a margin from 0, each by itself. */
    List<String> within(double margin) {
      return names().stream().filter(name -> isWithin(of(name), margin)).toList();
    }

    /**
     * In names alone: {@code of 4 others none is shown to gain; these lose: a, b; of the rest 0.5
     * to 2 would have been seen}.
     *
     * @param others what they are
     * @param beMore what those above 0 do, and {@code beLess} what those below do
     */
    String summary(String others, String beMore, String beLess) {
      String more = shown(one -> side(one) > 0);
      String less = shown(one -> side(one) < 0);
      String what =
          more.isEmpty() && less.isEmpty()
              ? "none is shown to %s, nor to %s".formatted(beMore, beLess)
              : verdict(more, beMore) + "; " + verdict(less, beLess);
      return "of %d %s%s %s%s".formatted(differences.size(), others, few(), what, seenOfTheRest());
    }

    private static String verdict(String names, String verb) {
      return names.isEmpty() ? "none is shown to " + verb : "these %s: %s".formatted(verb, names);
    }

    private String shown(Predicate<String> onThatSide) {
      Set<String> shown = shown();
      return names().stream()
          .filter(shown::contains)
          .filter(onThatSide)
          .collect(Collectors.joining(", "));
    }

    /** How many are not tested. */
    private String few() {
      int few = differences.size() - tested().size();
      return few == 0
          ? ""
          : ", of which %d of fewer than %d seeds,".formatted(few, Interval.LEAST_SEEDS);
    }

    /** The power of those tests that show nothing. */
    private String seenOfTheRest() {
      Set<String> shown = shown();
      DoubleSummaryStatistics least =
          tested().stream()
              .filter(one -> !shown.contains(one))
              .mapToDouble(one -> detectable(of(one), levelLeft()))
              .filter(difference -> difference > 0)
              .summaryStatistics();
      if (least.getCount() == 0) {
        return "";
      }
      String from = Numbers.rounded(least.getMin());
      String to = Numbers.rounded(least.getMax());
      return "; of the rest %s would have been seen"
          .formatted(from.equals(to) ? from : from + " to " + to);
    }

    /** Whether one of them is shown to be more. */
    boolean anyMore() {
      return shown().stream().anyMatch(one -> side(one) > 0);
    }

    /**
     * {@code more: a +1 [...]; less: none; only without a correction for 3 tests: c +0.5 [...]; not
     * shown to differ: b +0.1 [...]}.
     */
    String text(String wordForMore, String wordForLess) {
      Set<String> shown = shown();
      String alone = listed(one -> side(one) != 0 && !shown.contains(one));
      return "%s: %s; %s: %s;%s not shown to differ: %s"
          .formatted(
              wordForMore,
              orNone(listed(one -> side(one) > 0 && shown.contains(one))),
              wordForLess,
              orNone(listed(one -> side(one) < 0 && shown.contains(one))),
              alone.isEmpty() ? "" : " %s: %s;".formatted(uncorrected(), alone),
              orNone(listed(one -> side(one) == 0)));
    }

    private String uncorrected() {
      return "only without a correction for %d tests".formatted(tested().size());
    }

    private List<String> tested() {
      return differences.keySet().stream().filter(one -> interval(of(one)).isPresent()).toList();
    }

    /** What Holm's correction leaves. */
    private Set<String> shown() {
      List<String> tested = tested();
      boolean[] rejected =
          Holm.rejected(tested.stream().map(one -> pValue(of(one))).toList(), LEVEL);
      Set<String> shown = new HashSet<>();
      for (int i = 0; i < rejected.length; i++) {
        if (rejected[i]) {
          shown.add(tested.get(i));
        }
      }
      return shown;
    }

    /** At which the likeliest of those that are not shown was tested last. */
    private double levelLeft() {
      return LEVEL / Math.max(1, tested().size() - shown().size());
    }

    private Sample of(String name) {
      return Objects.requireNonNull(differences.get(name));
    }

    private int side(String name) {
      return Effects.side(of(name));
    }

    private String listed(Predicate<String> chosen) {
      return differences.keySet().stream()
          .filter(chosen)
          .map(
              name ->
                  "%s %s%s"
                      .formatted(
                          name, said(name), side(name) == 0 ? whyNot(of(name), levelLeft()) : ""))
          .collect(Collectors.joining(", "));
    }

    private static String orNone(String words) {
      return words.isEmpty() ? "none" : words;
    }
  }

  private static Optional<Interval> interval(Sample sample) {
    return sample.interval(CONFIDENCE);
  }

  private static String signed(double number) {
    return (number > 0 ? "+" : "") + Numbers.rounded(number);
  }
}
