package org.planetbench.harness.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;
import org.planetbench.suites.Suggestion;
import org.planetbench.suites.TaskId;

/** A profile with what the command line changes of it, and the cells chosen from it. */
public final class ExperimentMatrix {
  private static final String SCHEDULE = "schedule.";

  private ExperimentMatrix() {}

  /**
   * The profile with other tasks, variants or seeds (where a list is not empty) and with settings
   * changed: {@code schedule.<key>}, {@code render_quality}, {@code threads}, or a value of the
   * recipe. Tasks, seeds and settings are those of all groups then, but for a task and variant, or
   * a cell, that another group has itself: there it keeps what the profile says of it. Of the
   * variants each group keeps those that it has, and those that no group has go to the last.
   */
  public static Profile change(
      Profile profile,
      List<TaskId> tasks,
      List<String> variants,
      List<Long> seeds,
      Map<String, String> set) {
    Map<String, String> recipe = new LinkedHashMap<>();
    Map<String, String> schedule = new LinkedHashMap<>();
    String quality = profile.renderQuality();
    int threads = profile.threads();
    for (Map.Entry<String, String> entry : set.entrySet()) {
      String key = entry.getKey();
      if (key.startsWith(SCHEDULE)) {
        schedule.put(
            key.substring(SCHEDULE.length()), Integer.toString(integer(key, entry.getValue())));
      } else if (key.equals("render_quality")) {
        quality = entry.getValue();
      } else if (key.equals("threads")) {
        threads = integer(key, entry.getValue());
      } else {
        recipe.put(key, entry.getValue());
      }
    }
    try {
      List<CellGroup> groups = new ArrayList<>();
      for (CellGroup group : profile.groups()) {
        SequencedMap<String, String> changed = new LinkedHashMap<>(group.set());
        changed.putAll(recipe);
        BackendDefault.addTo(changed);
        List<String> kept = variants.isEmpty() ? group.variants() : kept(profile, group, variants);
        Variant.all().stream()
            .filter(variant -> kept.contains(variant.id()))
            .forEach(variant -> variant.requireUse(recipe.keySet(), changed));
        for (Share share : shares(profile, group, tasks, kept, seeds)) {
          groups.add(
              new CellGroup(
                  share.tasks(),
                  share.variants(),
                  share.seeds(),
                  group.recipe(),
                  changed,
                  change(group.schedule(), schedule)));
        }
      }
      recipe.keySet().forEach(key -> requireHeeded(key, groups));
      return new Profile(profile.name(), profile.title(), groups, quality, threads, profile.jobs());
    } catch (IllegalArgumentException e) {
      String what = set.isEmpty() ? "profile " + profile.name() : "--set";
      throw new BadInputException(what + ": " + e.getMessage(), e);
    }
  }

  /** Beside one that learns a variant may do without what that has; alone nothing would change. */
  private static void requireHeeded(String key, List<CellGroup> groups) {
    List<String> without = new ArrayList<>();
    for (CellGroup group : groups) {
      for (String id : group.variants()) {
        Variant variant = Variant.of(id);
        Recipe recipe = variant.adapt(Recipes.named(group.recipe()));
        if (key.startsWith(Recipe.ACTION_REPEAT)
            || variant.kind().learns()
            || variant.kind().settings(recipe).containsKey(key)) {
          return;
        }
        without.add(id);
      }
    }
    throw new IllegalArgumentException(
        "%s: expected a setting of %s, which have none of this name; leave it out, or choose a variant that learns"
            .formatted(key, String.join(" and ", without.stream().distinct().toList())));
  }

  /** Some of a group's tasks, all with the same variants and seeds. */
  private record Share(List<TaskId> tasks, List<String> variants, List<Long> seeds) {
    boolean isAlike(Share other) {
      return variants.equals(other.variants) && seeds.equals(other.seeds);
    }
  }

  /** What a group runs of the wanted tasks and seeds (where there are any), in their order. */
  private static List<Share> shares(
      Profile profile, CellGroup group, List<TaskId> wanted, List<String> kept, List<Long> seeds) {
    List<Share> shares = new ArrayList<>();
    for (TaskId task : wanted.isEmpty() ? group.tasks() : wanted) {
      List<Share> ofTask =
          shares(profile, group, task, kept, seeds.isEmpty() ? group.seeds() : seeds);
      boolean goesOn =
          ofTask.size() == 1 && !shares.isEmpty() && shares.getLast().isAlike(ofTask.getFirst());
      if (goesOn) {
        shares.getLast().tasks().add(task);
      } else {
        shares.addAll(ofTask);
      }
    }
    return shares.stream().filter(share -> !share.variants().isEmpty()).toList();
  }

  /** Of one task: one for all seeds, unless another group has some of these cells itself. */
  private static List<Share> shares(
      Profile profile, CellGroup group, TaskId task, List<String> kept, List<Long> seeds) {
    List<Share> shares = new ArrayList<>();
    for (long seed : seeds) {
      List<String> variants =
          kept.stream()
              .filter(v -> has(group, task, v) || !has(profile, task, v))
              .filter(v -> has(group, task, v, seed) || !has(profile, task, v, seed))
              .toList();
      if (!shares.isEmpty() && shares.getLast().variants().equals(variants)) {
        shares.getLast().seeds().add(seed);
      } else {
        shares.add(
            new Share(new ArrayList<>(List.of(task)), variants, new ArrayList<>(List.of(seed))));
      }
    }
    return shares;
  }

  private static boolean has(Profile profile, TaskId task, String variant, long seed) {
    return profile.groups().stream().anyMatch(group -> has(group, task, variant, seed));
  }

  private static boolean has(CellGroup group, TaskId task, String variant, long seed) {
    return has(group, task, variant) && group.seeds().contains(seed);
  }

  private static boolean has(Profile profile, TaskId task, String variant) {
    return profile.groups().stream().anyMatch(group -> has(group, task, variant));
  }

  private static boolean has(CellGroup group, TaskId task, String variant) {
    return group.tasks().contains(task) && group.variants().contains(variant);
  }

  private static List<String> kept(Profile profile, CellGroup group, List<String> wanted) {
    boolean last = group.equals(profile.groups().getLast());
    return wanted.stream()
        .filter(v -> group.variants().contains(v) || (last && !isInAGroup(profile, v)))
        .toList();
  }

  private static boolean isInAGroup(Profile profile, String variant) {
    return profile.groups().stream().anyMatch(group -> group.variants().contains(variant));
  }

  private static Schedule change(Schedule schedule, Map<String, String> changes) {
    Map<String, String> values = schedule.text();
    changes.forEach(
        (key, value) -> {
          if (values.replace(key, value) == null) {
            throw new BadInputException(
                "--set " + SCHEDULE + key + ": unknown key" + Suggestion.of(key, values.keySet()));
          }
        });
    return Schedule.of(values);
  }

  private static int integer(String key, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "--set " + key + ": expected a whole number, got '" + value + "'", e);
    }
  }

  /**
   * Which cell of a profile.
   *
   * @param source the option or variable that says so, for messages
   * @param number from 0
   * @param mayBePastEnd whether there may be no such cell, as in an array that is longer
   */
  public record Index(String source, int number, boolean mayBePastEnd) {}

  /**
   * The cells to run: all, or the one of an id or an index.
   *
   * @return empty for an index past the end that may be so
   * @throws BadInputException for an id or an index that the profile does not have
   */
  public static List<Cell> choose(Profile profile, Optional<String> id, Optional<Index> index) {
    List<Cell> cells = profile.cells();
    if (id.isPresent()) {
      List<Cell> chosen = cells.stream().filter(cell -> cell.id().equals(id.get())).toList();
      if (chosen.isEmpty()) {
        List<String> ids = cells.stream().map(Cell::id).toList();
        throw new BadInputException(
            "--cell "
                + id.get()
                + ": not a cell of profile "
                + profile.name()
                + Suggestion.of(id.get(), ids));
      }
      return chosen;
    }
    return index.map(chosen -> ofIndex(profile.name(), cells, chosen)).orElse(cells);
  }

  private static List<Cell> ofIndex(String profile, List<Cell> cells, Index index) {
    if (index.number() >= 0 && index.number() < cells.size()) {
      return List.of(cells.get(index.number()));
    }
    if (index.number() >= 0 && index.mayBePastEnd()) {
      return List.of();
    }
    int last = cells.size() - 1;
    throw new BadInputException(
        "%s: expected a whole number from 0 to %d, as profile %s has %d cells (for Slurm --array=0-%d), got %d; with --allow-past-end an array may be longer, and where other options choose one cell, --cell-index 0 takes it"
            .formatted(index.source(), last, profile, cells.size(), last, index.number()));
  }
}
