package org.planetbench.harness.experiment;

import java.util.List;
import org.planetbench.agents.planet.Recipe;

/**
 * How much is run: which tasks, variants and seeds, with which recipe, on which schedule. Written
 * as YAML, read by {@link Profiles}.
 *
 * @param name the file's name without its ending
 * @param title one line for people
 * @param groups at least one; of a cell that is in several, the first counts
 * @param renderQuality {@code reference} or {@code fast}
 * @param threads of one cell; 0 divides the machine's cores among the cells that run side by side
 * @param jobs cells that run side by side unless the command says otherwise
 */
public record Profile(
    String name,
    String title,
    List<CellGroup> groups,
    String renderQuality,
    int threads,
    int jobs) {

  private static final int MOST_CELLS = 10_000;

  public Profile {
    groups = List.copyOf(groups);
    requireFew(groups.stream().mapToLong(CellGroup::size).sum());
    if (threads < 0) {
      throw new IllegalArgumentException("threads: expected at least 0, got " + threads);
    }
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs: expected at least 1, got " + jobs);
    }
  }

  /**
   * @param cells of the groups that were read
   */
  static void requireFew(long cells) {
    if (cells > MOST_CELLS) {
      throw new IllegalArgumentException(
          "expected at most %d cells (tasks x variants x seeds), got %d; split the profile"
              .formatted(MOST_CELLS, cells));
    }
  }

  /** The same cells with another recipe, of which the groups change what they change. */
  public Profile withRecipe(Recipe recipe) {
    return new Profile(
        name,
        title,
        groups.stream().map(group -> group.withRecipe(recipe.name())).toList(),
        renderQuality,
        threads,
        jobs);
  }

  /** The cells in the order they run in, which is also their index: group by group. */
  public List<Cell> cells() {
    return groups.stream().flatMap(group -> group.cells().stream()).distinct().toList();
  }

  /**
   * Everything that determines the run of one of the cells.
   *
   * @param suiteId what the cells of one invocation share
   * @param threads of the cell's work, at least 1
   */
  public CellSpec spec(Cell cell, String suiteId, int threads, String commit) {
    CellGroup group = groups.stream().filter(g -> g.holds(cell)).findFirst().orElseThrow();
    return new CellSpec(
        cell,
        name,
        suiteId,
        group.recipe(),
        group.set(),
        renderQuality,
        threads,
        group.schedule(),
        commit);
  }
}
