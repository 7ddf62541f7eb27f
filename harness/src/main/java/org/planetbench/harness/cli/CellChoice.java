package org.planetbench.harness.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.ExperimentMatrix.Index;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.suites.TaskId;
import picocli.CommandLine.Option;

/** The options that choose cells, for the commands that run or list them. */
final class CellChoice {
  private final Function<String, @Nullable String> environment;

  CellChoice() {
    this(System::getenv);
  }

  /** With variables of another environment than the process's. */
  CellChoice(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  @Option(
      names = "--profile",
      paramLabel = "NAME|FILE",
      completionCandidates = Candidates.Profiles.class,
      defaultValue = "quick",
      description = "${COMPLETION-CANDIDATES}, or a YAML file of your own. Default: quick.")
  private String profile = "quick";

  @Option(
      names = "--task",
      split = ",",
      paramLabel = "T",
      completionCandidates = Candidates.Tasks.class,
      description =
          "Tasks instead of the profile's. Of several groups each runs them, but for a task and"
              + " variant that another group has itself.")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = "--variant",
      split = ",",
      paramLabel = "V",
      completionCandidates = Candidates.Variants.class,
      description =
          "Variants instead of the profile's. Of several groups each keeps those it has; the last"
              + " gets those that none has.")
  private List<String> variants = new ArrayList<>();

  @Option(
      names = "--seed",
      split = ",",
      paramLabel = "S",
      description =
          "Seeds instead of the profile's. Of several groups each runs them, but for a cell that"
              + " another group has itself.")
  private List<String> seeds = new ArrayList<>();

  @Option(
      names = "--recipe",
      paramLabel = "R",
      completionCandidates = Candidates.Recipes.class,
      description = "Instead of the profile's: ${COMPLETION-CANDIDATES} (bench list recipes).")
  private @Nullable String recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Changes a setting: one of the recipe (bench list recipes), schedule.KEY, render_quality or"
              + " threads.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--cell",
      paramLabel = "ID",
      description = "Only this cell, such as cheetah_run-rssm-s3.")
  private @Nullable String cell;

  @Option(
      names = "--cell-index",
      paramLabel = "N",
      description =
          "Only the N-th cell, from 0. bench run takes it from JOB_COMPLETION_INDEX or"
              + " SLURM_ARRAY_TASK_ID where a scheduler sets one.")
  private @Nullable Integer cellIndex;

  @Option(
      names = "--allow-past-end",
      description =
          "An index past the last cell is nothing to do instead of a mistake, for arrays that are"
              + " longer than the profile.")
  private boolean pastEnd;

  @Option(
      names = "--all-indices",
      hidden = true,
      description = "Whatever a scheduler's variables say: for commands that run cells inside.")
  private boolean allIndices;

  /** Whether {@code --set} has this one. */
  boolean sets(String setting) {
    return settings.containsKey(setting);
  }

  Profile profile() {
    Profile loaded = Profiles.load(profile);
    return ExperimentMatrix.change(
        recipe == null ? loaded : loaded.withRecipe(named(recipe)),
        parse("--task", tasks, TaskId::new),
        parse("--variant", variants, Cell::requireVariant),
        parse("--seed", seeds, Profiles::seed),
        settings);
  }

  private static Recipe named(String recipe) {
    try {
      return Recipes.named(recipe);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--" + e.getMessage(), e);
    }
  }

  /** Those that the options choose, or a scheduler does where they do not. */
  List<Cell> cells(Profile profile) {
    boolean asksScheduler = cell == null && !allIndices;
    Optional<Index> index = asksScheduler ? index().or(this::schedulersIndex) : index();
    return choose(profile, index);
  }

  /** Those that the options choose. */
  List<Cell> named(Profile profile) {
    return choose(profile, index());
  }

  private List<Cell> choose(Profile profile, Optional<Index> index) {
    if (cell != null && index.isPresent()) {
      throw new BadInputException("--cell and --cell-index: each chooses the cell; give one");
    }
    return ExperimentMatrix.choose(profile, Optional.ofNullable(cell), index);
  }

  private Optional<Index> index() {
    return Optional.ofNullable(cellIndex).map(n -> new Index("--cell-index", n, pastEnd));
  }

  private Optional<Index> schedulersIndex() {
    return Stream.of("JOB_COMPLETION_INDEX", "SLURM_ARRAY_TASK_ID")
        .flatMap(name -> schedulersIndex(name, environment.apply(name)).stream())
        .findFirst();
  }

  private Optional<Index> schedulersIndex(String variable, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Index(variable, Integer.parseInt(text.strip()), pastEnd));
    } catch (NumberFormatException e) {
      throw new BadInputException(
          variable + ": expected a whole number, the index of a cell, got '" + text + "'", e);
    }
  }

  private static <T> List<T> parse(String option, List<String> texts, Function<String, T> parse) {
    try {
      return texts.stream().map(parse).toList();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(option + ": " + e.getMessage(), e);
    }
  }
}
