package org.planetbench.harness.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.planetbench.suites.TaskId;

/**
 * Cells of a profile that are run alike: every task with every variant and seed.
 *
 * @param recipe name of a recipe of the agents
 * @param set values of the recipe that the profile changes, by their names in the recipe
 */
public record CellGroup(
    List<TaskId> tasks,
    List<String> variants,
    List<Long> seeds,
    String recipe,
    SequencedMap<String, String> set,
    Schedule schedule) {

  public CellGroup {
    tasks = List.copyOf(tasks);
    variants = List.copyOf(variants);
    seeds = List.copyOf(seeds);
    set = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(set));
    schedule.requireArchivable();
  }

  /** How many cells there are, those counted twice that are listed twice. */
  long size() {
    return (long) tasks.size() * variants.size() * seeds.size();
  }

  CellGroup withRecipe(String name) {
    return new CellGroup(tasks, variants, seeds, name, set, schedule);
  }

  boolean holds(Cell cell) {
    return tasks.contains(cell.task())
        && variants.contains(cell.variant())
        && seeds.contains(cell.seed());
  }

  /** In order: tasks, then seeds, then variants. */
  public List<Cell> cells() {
    return tasks.stream()
        .flatMap(
            task ->
                seeds.stream()
                    .flatMap(
                        seed -> variants.stream().map(variant -> new Cell(task, variant, seed))))
        .distinct()
        .toList();
  }
}
