package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.ErrorLine;
import org.planetbench.results.outcome.FinalReturns;
import org.planetbench.results.stats.Bootstrap;
import org.planetbench.results.stats.ScoreFile;
import org.planetbench.results.stats.ScoreScale;
import org.planetbench.results.stats.ScoreTable;
import org.planetbench.results.stats.Scores;
import org.planetbench.results.stats.VariantStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "SCORES.csv has the columns task,variant,seed,score: one row for each independent run, "
          + "such as its mean return in the final evaluation; further columns are ignored. "
          + "Episodes of one run are not seeds: average them. Every variant needs the same "
          + "tasks, and a score of each of its seeds for all of them. A report's "
          + "tables/returns.csv is read, too, and with --runs a folder of runs, of which each "
          + "finished run counts by its last evaluation; one that is damaged, or not as it was "
          + "certified, is named and left out, and the exit code is 2.",
      "",
      "  IQM             mean of the middle half of all runs: robust, and the one to",
      "                  look at first",
      "  mean, median    of the tasks' means",
      "  optimality gap  by how much runs fall short of gamma on average; lower is",
      "                  better",
      "  improvement     the probability that a run of the variant beats one of the",
      "                  other on the same task, averaged over tasks; ties count half,",
      "                  so 0.5 is no difference",
      "",
      "Intervals are percentiles of a bootstrap that resamples seeds within each task. They "
          + "say what other seeds on these tasks would give. Below five seeds there are none.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench stats --runs runs/ablations --scale 1000",
      "  bench stats runs/ablations/report/tables/returns.csv --against random",
      "  bench stats scores.csv --scale 1000 --scale 'mw-*=1'   another for some tasks",
      "  bench stats scores.csv --format csv   a row for each statistic, unrounded"
    })
final class StatsCommand implements Callable<Integer> {
  /** Tasks whose scores are so many times those of another decide mean and median alone. */
  private static final double APART = 100;

  private static final int MOST_RESAMPLES = 1_000_000; // whose statistics fit into memory
  private static final double LARGEST_GAMMA = 1e100;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCORES.csv",
      description = "Columns: task,variant,seed,score; or a report's returns.csv.")
  private @Nullable Path file;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "The folder of runs, or several, by commas, in place of SCORES.csv.")
  private List<String> runs = List.of();

  @Option(
      names = "--task",
      paramLabel = "T",
      split = ",",
      description = "Only these tasks. Default: all.")
  private Set<String> tasks = Set.of();

  @Option(
      names = "--variant",
      paramLabel = "V",
      split = ",",
      description = "Only these variants. Default: all.")
  private Set<String> variants = Set.of();

  @Option(
      names = "--against",
      paramLabel = "VARIANT",
      description = "With which the others are compared. Default: the first that is named.")
  private @Nullable String against;

  @Mixin private ScaleOptions scales = new ScaleOptions();

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
    List<String> notes = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    ScoreTable scores = chosen(read(notes, leftOut));
    ScoreScale scale = scales.scale(scores.tasks());
    ScoreTable shares = scores.normalised(scale);
    addNoteOnScale(notes, shares);
    Map<String, Scores> byVariant = shares.byVariant();
    String base = against == null ? byVariant.keySet().iterator().next() : against;
    if (!byVariant.containsKey(base)) {
      throw new BadInputException(
          "--against: expected a variant of " + byVariant.keySet() + ", got " + base);
    }
    print(byVariant, base, ScaleOptions.explanation(scale, scores.tasks()), notes);
    return ReportCommand.exitCode(leftOut);
  }

  private ScoreTable read(List<String> notes, List<String> leftOut) throws IOException {
    if ((file == null) == runs.isEmpty()) {
      throw new BadInputException(
          "expected a file of scores or --runs with a folder of runs, got "
              + (file == null ? "neither" : "both"));
    }
    if (file != null) {
      return ScoreFile.read(file);
    }
    FinalReturns returns = FinalReturns.read(FolderList.part(runs));
    notes.addAll(returns.notes());
    leftOut.addAll(returns.leftOut());
    return returns.scores();
  }

  private ScoreTable chosen(ScoreTable scores) throws IOException {
    requireKnown("--task", tasks, scores.tasks());
    requireKnown("--variant", variants, scores.variants());
    return scores.only(
        row ->
            (tasks.isEmpty() || tasks.contains(row.task()))
                && (variants.isEmpty() || variants.contains(row.variant())));
  }

  private static void requireKnown(String option, Set<String> wanted, SequencedSet<String> known) {
    for (String word : wanted) {
      if (!known.contains(word)) {
        throw new BadInputException(
            "%s: expected one of %s, got '%s'".formatted(option, String.join(", ", known), word));
      }
    }
  }

  /** On one scale a task that returns a thousand times as much is all that a mean sees. */
  private static void addNoteOnScale(List<String> notes, ScoreTable shares) {
    List<Map.Entry<String, Double>> sizes =
        shares.sizes().entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .sorted(Map.Entry.comparingByValue())
            .toList();
    if (!sizes.isEmpty() && sizes.getLast().getValue() > APART * sizes.getFirst().getValue()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Scores reach %.3g on %s and %.3g on %s: mean, median and IQM are then those of the"
                  + " tasks with the largest. If they are measured on different scales, --scale"
                  + " TASK=SCORE gives each its own.",
              sizes.getFirst().getValue(),
              sizes.getFirst().getKey(),
              sizes.getLast().getValue(),
              sizes.getLast().getKey()));
    }
  }

  private void print(Map<String, Scores> byVariant, String base, String scale, List<String> notes)
      throws IOException {
    if (!(Math.abs(gamma) <= LARGEST_GAMMA)) {
      throw new BadInputException("--gamma: expected a finite number such as 1, got " + gamma);
    }
    Bootstrap bootstrap = bootstrap();
    List<VariantStatistics> statistics = VariantStatistics.of(byVariant, base, gamma, bootstrap);
    StatsText text = new StatsText(statistics, base, gamma);
    notes.addAll(text.notes());
    switch (format) {
      case TABLE, MARKDOWN -> {
        System.out.print(text.forPeople(format));
        System.out.println();
        System.out.println(ErrorLine.escaped(text.explanation(bootstrap) + scale));
        notes.forEach(note -> System.out.println(ErrorLine.escaped(note)));
      }
      case CSV, JSON -> {
        System.out.print(text.forPrograms(format));
        notes.forEach(note -> System.err.println(ErrorLine.escaped(note)));
      }
    }
  }

  /** What the options' values were refused for, as bad input. */
  private Bootstrap bootstrap() {
    if (resamples > MOST_RESAMPLES) {
      throw new BadInputException(
          "--bootstrap: expected at most " + MOST_RESAMPLES + ", got " + resamples);
    }
    try {
      return new Bootstrap(resamples, confidence, seed);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }
}
