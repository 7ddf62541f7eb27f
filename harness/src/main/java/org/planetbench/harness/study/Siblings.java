package org.planetbench.harness.study;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

/**
 * The finished runs on a run's task in the same folder.
 *
 * @param run whose siblings they are
 * @param own its record
 */
record Siblings(RunFolder run, RunRecord own) {
  static Siblings of(RunFolder run) throws IOException {
    return new Siblings(run, run.readRecord());
  }

  /**
   * Those of a variant, by seed: of this one's schedule, and of this one's settings where they are
   * of its variant.
   */
  SortedMap<Long, RunFolder> of(String variant) throws IOException {
    SortedMap<Long, RunFolder> siblings = new TreeMap<>();
    for (RunFolder beside : RunFolder.list(run.path().resolveSibling(""))) {
      RunRecord record = beside.readRecord();
      if (record.status() == RunStatus.FINISHED
          && record.task().equals(own.task())
          && record.variant().equals(variant)
          && isSetAlike(record)) {
        siblings.put(record.seed(), beside);
      }
    }
    return siblings;
  }

  private boolean isSetAlike(RunRecord other) {
    boolean isOfOneVariant = other.variant().equals(own.variant());
    return other.setOtherwise(own).stream()
        .noneMatch(difference -> isOfOneVariant || difference.startsWith("schedule."));
  }
}
