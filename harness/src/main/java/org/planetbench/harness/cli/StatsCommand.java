package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.stats.Bootstrap;
import org.planetbench.results.stats.ScoreFile;
import org.planetbench.results.stats.Scores;
import org.planetbench.results.stats.VariantStatistics;
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

  @Override
  public Integer call() throws IOException {
    Map<String, Scores> variants = checked(ScoreFile.read(file), this::normalised);
    Bootstrap bootstrap = checked(resamples, n -> new Bootstrap(n, confidence, seed));
    String base = against == null ? variants.keySet().iterator().next() : against;
    if (!variants.containsKey(base)) {
      throw new BadInputException(
          "--against: expected a variant of " + variants.keySet() + ", got " + base);
    }
    List<VariantStatistics> statistics = VariantStatistics.of(variants, base, gamma, bootstrap);
    StatsText text = new StatsText(statistics, base, gamma);
    switch (format) {
      case TABLE, MARKDOWN -> {
        System.out.print(text.forPeople(format));
        System.out.println();
        System.out.println(StatsText.explanation(bootstrap, minimum, maximum));
        text.notes().forEach(System.out::println);
      }
      case CSV, JSON -> {
        System.out.print(text.forPrograms(format));
        text.notes().forEach(System.err::println);
      }
    }
    return Main.success();
  }

  private Map<String, Scores> normalised(Map<String, Scores> variants) {
    Map<String, Scores> normalised = new LinkedHashMap<>();
    variants.forEach(
        (variant, scores) -> normalised.put(variant, scores.normalised(minimum, maximum)));
    return normalised;
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
