package org.planetbench.harness.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.suites.TaskId;
import picocli.CommandLine.Option;

/** The options that choose cells, for the commands that run or list them. */
final class CellChoice {
  @Option(
      names = "--profile",
      paramLabel = "NAME|FILE",
      defaultValue = "quick",
      description =
          "smoke, quick, ci, ablations, desktop, paper, or a YAML file of your own. Default: quick.")
  private String profile = "quick";

  @Option(
      names = "--task",
      split = ",",
      paramLabel = "T",
      description = "Tasks instead of the profile's.")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = "--variant",
      split = ",",
      paramLabel = "V",
      description = {
        "Variants instead of the profile's. Of several groups each keeps those it has;",
        "the last gets those that none has."
      })
  private List<String> variants = new ArrayList<>();

  @Option(
      names = "--seed",
      split = ",",
      paramLabel = "S",
      description = "Seeds instead of the profile's.")
  private List<String> seeds = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Changes a setting: one of the recipe (bench list recipes), schedule.KEY,",
        "render_quality or threads."
      })
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--cell",
      paramLabel = "ID",
      description = "Only this cell, such as cheetah_run-rssm-s3.")
  private @Nullable String cell;

  @Option(
      names = "--cell-index",
      paramLabel = "N",
      description = {
        "Only the N-th cell, from 0. Default: JOB_COMPLETION_INDEX or SLURM_ARRAY_TASK_ID",
        "where a scheduler sets one."
      })
  private @Nullable Integer cellIndex;

  Profile profile() {
    return ExperimentMatrix.change(
        Profiles.load(profile),
        parse("--task", tasks, TaskId::new),
        variants,
        parse("--seed", seeds, Profiles::seed),
        settings);
  }

  List<Cell> cells(Profile chosen) {
    Optional<Integer> index = Optional.ofNullable(cellIndex).or(CellChoice::schedulersIndex);
    return ExperimentMatrix.choose(chosen, Optional.ofNullable(cell), index);
  }

  private static Optional<Integer> schedulersIndex() {
    return Stream.of("JOB_COMPLETION_INDEX", "SLURM_ARRAY_TASK_ID")
        .flatMap(name -> Optional.ofNullable(System.getenv(name)).stream())
        .findFirst()
        .map(
            text -> {
              try {
                return Integer.valueOf(text);
              } catch (NumberFormatException e) {
                throw new BadInputException(
                    "the scheduler's cell index is '" + text + "', expected a whole number", e);
              }
            });
  }

  private static <T> List<T> parse(
      String option, List<String> texts, java.util.function.Function<String, T> parse) {
    try {
      return texts.stream().map(parse).toList();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(option + ": " + e.getMessage(), e);
    }
  }
}
