package org.planetbench.results.outcome;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.PairedDifferences;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;

/**
 * What can be said in words of the differences between two sides over seeds. Only what has an
 * interval, and so {@link Interval#LEAST_SEEDS}, is ever called clear.
 *
 * @param interval of the mean difference; empty for fewer seeds
 */
public record Contrast(PairedDifferences differences, Optional<Interval> interval) {
  /** In the order in which they are told. */
  public enum Verdict {
    HIGHER,
    LOWER,
    /** The interval has zero in it. */
    NOT_TOLD_APART,
    SAME,
    TOO_FEW_SEEDS;

    /** {@code not told apart}. */
    public String words() {
      return switch (this) {
        case HIGHER, LOWER -> "clearly " + name().toLowerCase(Locale.ROOT);
        case NOT_TOLD_APART, TOO_FEW_SEEDS -> name().toLowerCase(Locale.ROOT).replace('_', ' ');
        case SAME -> "the same on every seed";
      };
    }
  }

  /**
   * @param differences one a seed, always the same side minus the other
   */
  public static Contrast of(double confidence, double... differences) {
    PairedDifferences paired = PairedDifferences.of(differences);
    return new Contrast(paired, paired.interval(confidence));
  }

  public Verdict verdict() {
    if (differences.areAllZero()) {
      return Verdict.SAME;
    }
    return interval
        .map(
            within ->
                within.low() > 0
                    ? Verdict.HIGHER
                    : within.high() < 0 ? Verdict.LOWER : Verdict.NOT_TOLD_APART)
        .orElse(Verdict.TOO_FEW_SEEDS);
  }

  /** {@code clearly higher on 8 seeds, by +120 (95 % interval +80 to +160)}. */
  public String words() {
    int seeds = differences.pairs();
    String mean = signed(differences.mean());
    String on = seeds == 1 ? "on one seed" : "on " + seeds + " seeds";
    return switch (verdict()) {
      case HIGHER, LOWER, NOT_TOLD_APART ->
          verdict().words() + " " + on + ": " + mean + " " + brackets(interval.orElseThrow());
      case SAME -> "the same " + on;
      case TOO_FEW_SEEDS ->
          String.format(
              Locale.ROOT,
              "%s %s, higher on %d of %d; %s to tell that from chance",
              mean,
              on,
              differences.above(),
              seeds,
              seeds == 1 ? "one seed is too few" : "these are too few seeds");
    };
  }

  private static String brackets(Interval interval) {
    return "(%s interval %s to %s)"
        .formatted(
            Numbers.exactPercent(interval.confidence()),
            signed(interval.low()),
            signed(interval.high()));
  }

  private static String signed(double number) {
    return Table.Cell.signed(number).text();
  }

  /** {@code 2 clearly higher, 1 not told apart}. */
  public static String summary(Collection<Contrast> contrasts) {
    return Arrays.stream(Verdict.values())
        .map(verdict -> counted(contrasts, verdict))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String counted(Collection<Contrast> contrasts, Verdict verdict) {
    long count = contrasts.stream().filter(contrast -> contrast.verdict() == verdict).count();
    return count == 0 ? "" : count + " " + verdict.words();
  }
}
