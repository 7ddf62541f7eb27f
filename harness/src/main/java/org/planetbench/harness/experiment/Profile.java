package org.planetbench.harness.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.planetbench.suites.TaskId;

/**
 * How much is run: which tasks, variants and seeds, with which recipe, on which schedule. Written
 * as YAML, read by {@link Profiles}.
 *
 * @param name the file's name without its ending
 * @param title one line for people
 * @param recipe name of a recipe of the agents
 * @param set values of the recipe that this profile changes, by their names in the recipe
 * @param renderQuality {@code reference} or {@code fast}
 * @param threads of one cell; 0 divides the machine's cores among the cells that run side by side
 * @param jobs cells that run side by side unless the command says otherwise
 */
public record Profile(
    String name,
    String title,
    List<TaskId> tasks,
    List<String> variants,
    List<Long> seeds,
    String recipe,
    SequencedMap<String, String> set,
    String renderQuality,
    int threads,
    int jobs,
    Schedule schedule) {

  public Profile {
    tasks = List.copyOf(tasks);
    variants = List.copyOf(variants);
    seeds = List.copyOf(seeds);
    set = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(set));
    if (threads < 0) {
      throw new IllegalArgumentException("threads: expected at least 0, got " + threads);
    }
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs: expected at least 1, got " + jobs);
    }
  }

  /**
   * The cells in the order they run in, which is also their index: tasks, then seeds, then
   * variants.
   */
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
