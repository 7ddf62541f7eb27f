package org.planetbench.harness.cli;

import static org.planetbench.results.table.Table.Column.number;
import static org.planetbench.results.table.Table.Column.text;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.planetbench.harness.run.ErrorLine;
import org.planetbench.results.stats.Bootstrap;
import org.planetbench.results.stats.Estimate;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.VariantStatistics;

/** Statistics over tasks and seeds, for people and for programs. */
final class StatsText {
  private final List<VariantStatistics> variants;
  private final String base;
  private final double gamma;

  /**
   * @param base the variant that the others are compared with
   * @param gamma what the optimality gap asks for
   */
  StatsText(List<VariantStatistics> variants, String base, double gamma) {
    this.variants = List.copyOf(variants);
    this.base = base;
    this.gamma = gamma;
  }

  /** A table of the aggregates and one of the comparisons. */
  String forPeople(Listing.Format format) throws IOException {
    Listing aggregates =
        new Listing(
            "aggregates",
            text("variant", "Variant"),
            number("tasks", "Tasks"),
            number("seeds", "Seeds"),
            number("iqm", "IQM"),
            number("mean", "Mean"),
            number("median", "Median"),
            number("optimality_gap", "Optimality gap"));
    Listing improvement =
        new Listing(
            "improvement",
            text("variant", "Variant"),
            text("against", "Against"),
            number("probability_of_improvement", "Probability of improvement"));
    for (VariantStatistics of : variants) {
      String variant = ErrorLine.escaped(of.variant());
      aggregates.row(
          variant,
          of.tasks(),
          of.seeds(),
          shown(of.interquartileMean()),
          shown(of.mean()),
          shown(of.median()),
          shown(of.optimalityGap()));
      of.improvement()
          .ifPresent(found -> improvement.row(variant, ErrorLine.escaped(base), shown(found)));
    }
    return variants.size() < 2
        ? aggregates.render(format)
        : aggregates.render(format) + "\n" + improvement.render(format);
  }

  /** A row for each statistic, unrounded. */
  String forPrograms(Listing.Format format) throws IOException {
    Listing listing =
        new Listing(
            "stats",
            text("variant", "Variant"),
            text("against", "Against"),
            text("statistic", "Statistic"),
            number("value", "Value"),
            number("low", "Low"),
            number("high", "High"),
            number("confidence", "Confidence"),
            number("tasks", "Tasks"),
            number("seeds", "Seeds"),
            text("note", "Note"));
    for (VariantStatistics of : variants) {
      row(listing, of, "", "iqm", of.interquartileMean());
      row(listing, of, "", "mean", of.mean());
      row(listing, of, "", "median", of.median());
      row(listing, of, "", "optimality_gap", of.optimalityGap());
    }
    for (VariantStatistics of : variants) {
      of.improvement()
          .ifPresent(found -> row(listing, of, base, "probability_of_improvement", found));
    }
    return listing.render(format);
  }

  private static void row(
      Listing listing, VariantStatistics of, String against, String statistic, Estimate estimate) {
    listing.row(
        of.variant(),
        against,
        statistic,
        estimate.value(),
        orEmpty(estimate.interval().map(Interval::low)),
        orEmpty(estimate.interval().map(Interval::high)),
        orEmpty(estimate.interval().map(Interval::confidence)),
        of.tasks(),
        estimate.seeds(),
        Interval.isOf(estimate.seeds()) ? "" : Interval.FEW_SEEDS);
  }

  /** What the brackets are, if there are any; ends with a blank where it says something. */
  String explanation(Bootstrap bootstrap) {
    return variants.stream().noneMatch(of -> Interval.isOf(of.seeds()))
        ? ""
        : String.format(
            Locale.ROOT,
            "In brackets: %s %% intervals, %,d bootstrap resamples of the seeds within each task,"
                + " seed %d. ",
            plain(100 * bootstrap.confidence()),
            bootstrap.resamples(),
            bootstrap.seed());
  }

  /** What a reader should know before believing the numbers. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    List<String> few =
        variants.stream()
            .filter(of -> !Interval.isOf(of.seeds()))
            .map(of -> of.variant() + " (" + of.seeds() + ")")
            .toList();
    if (!few.isEmpty()) {
      notes.add("No interval for " + String.join(", ", few) + ": " + Interval.FEW_SEEDS + ".");
    }
    if (variants.stream().anyMatch(of -> of.interquartileMean().value() > 10 * gamma)) {
      notes.add(
          "Scores are far above gamma, so the optimality gap says nothing;"
              + " --scale 1000 makes returns of the Control Suite shares.");
    }
    return notes;
  }

  /** {@code 0.62 [0.55, 0.70]}. */
  private static String shown(Estimate estimate) {
    return estimate
        .interval()
        .map(
            interval ->
                rounded(estimate.value())
                    + " ["
                    + rounded(interval.low())
                    + ", "
                    + rounded(interval.high())
                    + "]")
        .orElse(rounded(estimate.value()));
  }

  private static String rounded(double number) {
    return String.format(Locale.ROOT, Math.abs(number) < 10 ? "%.3f" : "%.1f", number);
  }

  /** Without a fraction of zeros. */
  static String plain(double number) {
    if (Math.abs(number) >= 1e15 || (number != 0 && Math.abs(number) < 1e-6)) {
      return Double.toString(number);
    }
    return BigDecimal.valueOf(number)
        .round(new MathContext(10))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static Object orEmpty(Optional<Double> number) {
    return number.isPresent() ? number.get() : "";
  }
}
