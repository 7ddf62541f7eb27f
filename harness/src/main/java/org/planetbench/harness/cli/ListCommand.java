package org.planetbench.harness.cli;

import static org.planetbench.results.table.Table.Column.number;
import static org.planetbench.results.table.Table.Column.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.agents.settings.Setting;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellGroup;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.harness.experiment.Schedule;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.claims.Claim;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.claims.Protocol;
import org.planetbench.results.reference.Reference;
import org.planetbench.results.reference.References;
import org.planetbench.results.table.Table.Column;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.TaskInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench list}. The tables of README are its Markdown. */
@Command(
    name = "list",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Lists what there is.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench list tasks",
      "  bench list variants --format markdown",
      "  bench list recipes                every constant, recipe beside recipe",
      "  bench list settings               what --set takes, and what each is for",
      "  bench list cells --profile paper  what a profile runs, with its indices",
      "  bench list claims                 published returns, and how they fare here"
    })
final class ListCommand implements Callable<Integer> {
  /** What can be listed. */
  enum Subject {
    TASKS,
    VARIANTS,
    PLANNERS,
    RECIPES,
    SETTINGS,
    PROFILES,
    CELLS,
    REFERENCES,
    CLAIMS
  }

  @Parameters(
      paramLabel = "WHAT",
      description =
          "tasks, variants, planners, recipes, settings, profiles, cells, references or claims.")
  private Subject subject = Subject.TASKS;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, csv, markdown or json. Default: table.")
  private Listing.Format format = Listing.Format.TABLE;

  @Mixin private CellChoice choice = new CellChoice();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requireNoChoiceOfCells();
    Listing listing =
        switch (subject) {
          case TASKS -> tasks();
          case VARIANTS -> variants();
          case PLANNERS -> planners();
          case RECIPES -> recipes();
          case SETTINGS -> settings();
          case PROFILES -> profiles();
          case CELLS -> cells();
          case REFERENCES -> references();
          case CLAIMS -> claims();
        };
    System.out.print(listing.render(format));
    return Main.success();
  }

  /** An option that would change nothing is a mistake. */
  private void requireNoChoiceOfCells() {
    if (subject == Subject.CELLS) {
      return;
    }
    GivenOptions.firstBut(spec, "--format")
        .ifPresent(
            option -> {
              throw new BadInputException(
                  "%s: chooses cells, got it for %s; see bench list cells"
                      .formatted(option, subject.name().toLowerCase(Locale.ROOT)));
            });
  }

  private static Listing tasks() {
    Listing listing =
        new Listing(
            "tasks",
            text("task", "Task"),
            number("actions", "Actions"),
            number("control_step_ms", "Control step [ms]"),
            number("episode_steps", "Environment steps per episode"),
            number("action_repeat", "Action repeat"),
            text("observations", "State observations"));
    for (TaskInfo task : ControlSuite.tasks()) {
      listing.row(
          task.id(),
          task.actions(),
          Math.round(1e5 * task.environmentStepSeconds()) / 100.0,
          task.episodeLength(),
          Recipes.PAPER.actionRepeat(task.id()),
          task.observations().stream()
              .map(observation -> observation.name() + shape(observation.shape()))
              .collect(Collectors.joining(", ")));
    }
    return listing;
  }

  /** Nothing for a single number. */
  private static String shape(List<Integer> extents) {
    return extents.isEmpty() ? "" : extents.toString();
  }

  private static Listing variants() {
    Listing listing =
        new Listing(
            "variants",
            text("variant", "Variant"),
            text("title", "Title"),
            text("paper", "Paper"),
            text("edition", "Edition"),
            text("changes", "Changes"),
            text("caution", "Caution"));
    for (Variant variant : Variant.all()) {
      listing.row(
          variant.id(),
          variant.title(),
          variant.figure(),
          variant.edition().key(),
          joined(variant.changes()),
          variant.caution());
    }
    return listing;
  }

  private static Listing planners() {
    Listing listing =
        new Listing(
            "planners",
            text("planner", "Planner"),
            text("title", "Title"),
            text("settings", "Its settings"),
            text("leaves_out", "Leaves out"),
            text("source", "Source"));
    for (PlannerKind kind : PlannerKind.values()) {
      listing.row(kind.key(), kind.title(), kind.settings(), kind.leavesOut(), kind.source());
    }
    return listing;
  }

  /** A row per setting, a column per recipe. */
  private static Listing recipes() {
    List<Column> columns = new ArrayList<>();
    columns.add(text("setting", "Setting"));
    Recipes.all().forEach(recipe -> columns.add(number(recipe.name(), recipe.name())));
    Listing listing = new Listing("recipes", columns.toArray(Column[]::new));
    for (String key : Recipes.PAPER.settings().keySet()) {
      List<Object> row = new ArrayList<>();
      row.add(key);
      for (Recipe recipe : Recipes.all()) {
        row.add(recipe.settings().getOrDefault(key, ""));
      }
      listing.row(row.toArray());
    }
    return listing;
  }

  /** What {@code --set} takes. */
  private static Listing settings() {
    Listing listing =
        new Listing(
            "settings",
            text("setting", "Setting"),
            text("default", "Default"),
            text("values", "Values"),
            text("meaning", "What it is for"));
    Stream.concat(Recipe.SETTINGS.stream(), Schedule.SETTINGS.stream())
        .forEach(
            setting -> listing.row(setting, initial(setting), setting.range(), setting.about()));
    return listing;
  }

  private static <T> String initial(Setting<T> setting) {
    return setting.initial().map(setting::write).orElse("the profile's");
  }

  private static Listing profiles() {
    Listing listing =
        new Listing(
            "profiles",
            text("profile", "Profile"),
            text("title", "Title"),
            number("cells", "Cells"),
            text("tasks", "Tasks"),
            text("variants", "Variants"),
            number("seeds", "Seeds"),
            text("recipe", "Recipe"),
            number("episodes", "Episodes per cell"));
    for (String name : Profiles.BUILT_IN) {
      Profile profile = Profiles.load(name);
      String title = profile.title();
      for (CellGroup group : profile.groups()) {
        listing.row(
            name,
            title,
            group.cells().size(),
            group.tasks().size() > 3 ? group.tasks().size() + " tasks" : joined(group.tasks()),
            joined(group.variants()),
            group.seeds().size(),
            group.recipe(),
            episodes(group));
        title = "";
      }
    }
    return listing;
  }

  /** That are learned from, or evaluated where nothing is learned. */
  private static int episodes(CellGroup group) {
    Schedule schedule = group.schedule();
    return group.variants().stream().anyMatch(variant -> Variant.of(variant).kind().learns())
        ? schedule.seedEpisodes() + schedule.episodes()
        : schedule.finalEvaluationEpisodes();
  }

  private Listing cells() {
    Profile profile = choice.profile();
    Listing listing =
        new Listing(
            "cells",
            number("index", "Index"),
            text("cell", "Cell"),
            text("task", "Task"),
            text("variant", "Variant"),
            number("seed", "Seed"));
    Set<Cell> chosen = Set.copyOf(choice.named(profile));
    int index = 0;
    for (Cell cell : profile.cells()) {
      CellSetting.of(profile.spec(cell, "", 1, "")); // refuses what bench run would
      if (chosen.contains(cell)) {
        listing.row(index, cell.id(), cell.task(), cell.variant(), cell.seed());
      }
      index++;
    }
    return listing;
  }

  private Listing references() throws IOException {
    References references = References.read(Checkout.ofThisProgram().references());
    if (format == Listing.Format.TABLE) {
      System.out.println("References " + references.hash() + "\n");
    }
    Listing listing =
        new Listing(
            "references",
            text("family", "Family"),
            text("task", "Task"),
            text("variant", "Variant"),
            text("metric", "Metric"),
            number("environment_steps", "Environment steps"),
            number("value", "Value"),
            number("seeds", "Seeds"),
            text("source", "Source"));
    for (Reference reference : references.all()) {
      listing.row(
          reference.family(),
          reference.task(),
          reference.variant(),
          reference.metric(),
          reference.environmentSteps(),
          reference.value(),
          reference.seeds().isPresent() ? reference.seeds().getAsInt() : "",
          reference.source());
    }
    return listing;
  }

  private static Listing claims() throws IOException {
    Listing listing =
        new Listing(
            "claims",
            text("family", "Family"),
            text("agent", "Agent"),
            text("task", "Task"),
            number("environment_steps", "Environment steps"),
            number("value", "Return"),
            number("spread", "Spread"),
            number("seeds", "Seeds"),
            text("observations", "From"),
            number("action_repeat", "Action repeat"),
            text("standing", "Here"),
            text("source", "Source"));
    for (Claim claim : Claims.read(Checkout.ofThisProgram().references()).all()) {
      Claim.Published published = claim.published();
      Protocol protocol = claim.protocol();
      listing.row(
          claim.family(),
          claim.agent(),
          protocol.task(),
          protocol.environmentSteps(),
          published.value(),
          published.spread().isPresent() ? published.spread().getAsDouble() : "",
          published.seeds().isPresent() ? published.seeds().getAsInt() : "",
          protocol.observations().key(),
          protocol.actionRepeat().isPresent() ? protocol.actionRepeat().getAsInt() : "",
          claim.standing().words(),
          claim.source().paper() + ": " + claim.source().place());
    }
    return listing;
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static String joined(Map<String, String> changes) {
    return changes.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
