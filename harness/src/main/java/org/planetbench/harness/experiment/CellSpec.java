package org.planetbench.harness.experiment;

import java.util.SequencedMap;

/**
 * Everything that determines one cell's run.
 *
 * @param suiteId what the cells of one invocation share
 * @param set changed values of the recipe
 * @param threads of the cell's tensor work; at least 1
 * @param commit of the checkout, with {@code -dirty} where it had changes; {@code unknown} outside
 *     one
 */
public record CellSpec(
    Cell cell,
    String profile,
    String suiteId,
    String recipe,
    SequencedMap<String, String> set,
    String renderQuality,
    int threads,
    Schedule schedule,
    String commit) {

  /** The same cell with other threads. */
  public CellSpec withThreads(int other) {
    return new CellSpec(
        cell, profile, suiteId, recipe, set, renderQuality, other, schedule, commit);
  }

  /** The same cell, run by the program of another commit. */
  public CellSpec withCommit(String other) {
    return new CellSpec(
        cell, profile, suiteId, recipe, set, renderQuality, threads, schedule, other);
  }
}
