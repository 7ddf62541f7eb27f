package org.planetbench.harness.cli;

import static org.planetbench.results.report.Table.Column.number;
import static org.planetbench.results.report.Table.Column.text;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.stats.Aggregate;
import org.planetbench.results.stats.Bootstrap;
import org.planetbench.results.stats.Estimate;
import org.planetbench.results.stats.Interval;
import org.planetbench.results.stats.ScoreFile;
import org.planetbench.results.stats.Scores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench stats}. */
@Command(
    name = "stats",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Compares variants over tasks and seeds as Agarwal et al. 2021 (rliable) propose.",
      "",
      "SCORES.csv has the columns task,variant,seed,score: one row for each independent run, such as",
      "its mean return in the final evaluation. Episodes of one run are not seeds: average them.",
      "Every variant needs the same tasks, and a score of each of its seeds for all of them.",
      "",
      "  IQM             mean of the middle half of all runs: robust, and the one to look at first",
      "  mean, median    of the tasks' means",
      "  optimality gap  by how much runs fall short of gamma on average; lower is better",
      "  improvement     the probability that a run of the variant beats one of the other on the same",
      "                  task, averaged over tasks; ties count half, so 0.5 is no difference",
      "",
      "Intervals are percentiles of a bootstrap that resamples seeds within each task. They say what",
      "other seeds on these tasks would give; with 3 seeds or fewer they are too narrow.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench stats returns.csv --scale 1000          returns of the Control Suite as shares of 1000",
      "  bench stats returns.csv --against random      compared with another variant than the first",
      "  bench stats returns.csv --format csv          a row for each statistic, unrounded"
    })
final class StatsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SCORES.csv", description = "Columns: task,variant,seed,score.")
  private Path file = Path.of("scores.csv");

  @Option(
      names = "--against",
      paramLabel = "VARIANT",
      description = "With which the others are compared. Default: the file's first.")
  private @Nullable String against;

  @Option(
      names = {"--scale", "--max"},
      paramLabel = "SCORE",
      defaultValue = "1",
      description = {
        "The score that counts as 1. Default: 1, scores as they are. 1000 is the highest return",
        "of a Control Suite task."
      })
  private double maximum = 1;

  @Option(
      names = "--min",
      paramLabel = "SCORE",
      defaultValue = "0",
      description = "The score that counts as 0. Default: 0.")
  private double minimum;

  @Option(
      names = "--gamma",
      paramLabel = "SHARE",
      defaultValue = "1",
      description = "The normalised score that the optimality gap asks for. Default: 1.")
  private double gamma = 1;

  @Option(
      names = "--confidence",
      paramLabel = "SHARE",
      defaultValue = "0.95",
      description = "Of the intervals. Default: 0.95.")
  private double confidence = 0.95;

  @Option(
      names = "--bootstrap",
      paramLabel = "N",
      defaultValue = "50000",
      description = "How many resamples. Default: 50000.")
  private int resamples = 50_000;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "0",
      description = "Of the resampling; the same seed gives the same digits. Default: 0.")
  private long seed;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv, markdown or json. Default: table.")
  private Listing.Format format = Listing.Format.TABLE;

  /** One estimate with its name for programs; {@code against} is empty but of comparisons. */
  private record Finding(String variant, String against, String statistic, Estimate estimate) {}

  @Override
  public Integer call() throws IOException {
    Map<String, Scores> variants = checked(ScoreFile.read(file), this::normalised);
    Bootstrap bootstrap = checked(resamples, n -> new Bootstrap(n, confidence, seed));
    String base = against == null ? variants.keySet().iterator().next() : against;
    Scores baseScores = variants.get(base);
    if (baseScores == null) {
      throw new BadInputException(
          "--against: expected a variant of " + variants.keySet() + ", got " + base);
    }
    List<Finding> comparisons = new ArrayList<>();
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    variants.forEach(
        (variant, scores) -> {
          findings.put(variant, aggregates(bootstrap, variant, scores));
          if (!variant.equals(base)) {
            comparisons.add(
                new Finding(
                    variant,
                    base,
                    "probability_of_improvement",
                    bootstrap.probabilityOfImprovement(scores, baseScores)));
          }
        });
    int tasks = baseScores.tasks().size();
    switch (format) {
      case TABLE, MARKDOWN -> printForPeople(tasks, findings, comparisons);
      case CSV, JSON -> printForPrograms(tasks, findings, comparisons);
    }
    return Main.success();
  }

  private Map<String, Scores> normalised(Map<String, Scores> variants) {
    Map<String, Scores> normalised = new LinkedHashMap<>();
    variants.forEach(
        (variant, scores) -> normalised.put(variant, scores.normalised(minimum, maximum)));
    return normalised;
  }

  private List<Finding> aggregates(Bootstrap bootstrap, String variant, Scores scores) {
    List<String> names = List.of("iqm", "mean", "median", "optimality_gap");
    List<Estimate> estimates =
        bootstrap.estimate(
            scores,
            List.of(
                Aggregate.INTERQUARTILE_MEAN,
                Aggregate.MEAN,
                Aggregate.MEDIAN,
                Aggregate.optimalityGap(gamma)));
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      findings.add(new Finding(variant, "", names.get(i), estimates.get(i)));
    }
    return findings;
  }

  private void printForPeople(
      int tasks, Map<String, List<Finding>> findings, List<Finding> comparisons)
      throws IOException {
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
    findings.forEach(
        (variant, of) ->
            aggregates.row(
                variant,
                tasks,
                of.getFirst().estimate.seeds(),
                shown(of.get(0).estimate),
                shown(of.get(1).estimate),
                shown(of.get(2).estimate),
                shown(of.get(3).estimate)));
    System.out.print(aggregates.render(format));
    if (!comparisons.isEmpty()) {
      Listing improvement =
          new Listing(
              "improvement",
              text("variant", "Variant"),
              text("against", "Against"),
              number("probability_of_improvement", "Probability of improvement"));
      comparisons.forEach(
          finding -> improvement.row(finding.variant, finding.against, shown(finding.estimate)));
      System.out.println();
      System.out.print(improvement.render(format));
    }
    System.out.println();
    System.out.println(explanation());
    notes(findings).forEach(System.out::println);
  }

  private void printForPrograms(
      int tasks, Map<String, List<Finding>> findings, List<Finding> comparisons)
      throws IOException {
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
            number("seeds", "Seeds"));
    List<Finding> all = new ArrayList<>();
    findings.values().forEach(all::addAll);
    all.addAll(comparisons);
    for (Finding finding : all) {
      Estimate estimate = finding.estimate;
      listing.row(
          finding.variant,
          finding.against,
          finding.statistic,
          estimate.value(),
          orEmpty(estimate.interval().map(Interval::low)),
          orEmpty(estimate.interval().map(Interval::high)),
          orEmpty(estimate.interval().map(Interval::confidence)),
          tasks,
          estimate.seeds());
    }
    System.out.print(listing.render(format));
    notes(findings).forEach(System.err::println);
  }

  private String explanation() {
    return String.format(
        Locale.ROOT,
        "In brackets: %s %% intervals, %,d bootstrap resamples of the seeds within each task, seed %d."
            + " A score of %s counts as 0, %s as 1.",
        plain(100 * confidence),
        resamples,
        seed,
        plain(minimum),
        plain(maximum));
  }

  private List<String> notes(Map<String, List<Finding>> findings) {
    List<String> notes = new ArrayList<>();
    for (Map.Entry<String, List<Finding>> entry : findings.entrySet()) {
      Finding first = entry.getValue().getFirst();
      if (first.estimate.seeds() == 1) {
        notes.add(
            entry.getKey()
                + ": no interval, because one seed says nothing about the spread between seeds;"
                + " run more seeds.");
      }
    }
    boolean large =
        findings.values().stream().anyMatch(of -> of.getFirst().estimate.value() > 10 * gamma);
    if (large) {
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
  private static String plain(double number) {
    return BigDecimal.valueOf(number)
        .round(new MathContext(10))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static Object orEmpty(Optional<Double> number) {
    return number.isPresent() ? number.get() : "";
  }

  /** What the option's value was refused for, as bad input. */
  private static <T, R> R checked(T value, Function<T, R> function) {
    try {
      return function.apply(value);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }
}
