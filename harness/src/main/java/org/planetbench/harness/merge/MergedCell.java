package org.planetbench.harness.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of the runs of one cell. A finished run comes before an unfinished one; of several
 * that are equal the first counts; of several unfinished ones, which are not compared, that which
 * got furthest, but the target keeps its own.
 *
 * @param kept the run that counts
 * @param isThere whether it is in the target already
 * @param equal finished runs that are equal to it
 * @param leftOut unfinished ones
 */
public record MergedCell(
    FoundRun kept, boolean isThere, List<FoundRun> equal, List<FoundRun> leftOut) {
  public MergedCell {
    equal = List.copyOf(equal);
    leftOut = List.copyOf(leftOut);
  }

  public String id() {
    return kept.record().cell();
  }

  /**
   * Decides.
   *
   * @param there the target's own run, if it has one
   * @param others those of the sources, in their order; together one at least
   * @param parted is told of each finished run that is another than the one that counts
   */
  static MergedCell of(Optional<FoundRun> there, List<FoundRun> others, List<String> parted)
      throws IOException {
    List<FoundRun> all = new ArrayList<>(there.stream().toList());
    all.addAll(others);
    List<FoundRun> finished = all.stream().filter(FoundRun::isFinished).toList();
    FoundRun kept = finished.isEmpty() ? there.orElse(furthest(all)) : finished.getFirst();
    List<FoundRun> equal = new ArrayList<>();
    for (FoundRun other : finished) {
      if (!other.equals(kept)) {
        Optional<String> difference = kept.difference(other);
        difference.ifPresent(where -> parted.add(parted(kept, other, where)));
        equal.add(other);
      }
    }
    return new MergedCell(
        kept,
        there.equals(Optional.of(kept)),
        equal,
        all.stream().filter(run -> !run.isFinished() && !run.equals(kept)).toList());
  }

  private static String parted(FoundRun kept, FoundRun other, String where) {
    return "%s and %s: expected equal runs of the cell, got two different ones: %s"
        .formatted(kept.folder(), other.folder(), where);
  }

  private static FoundRun furthest(List<FoundRun> runs) throws IOException {
    FoundRun furthest = runs.getFirst();
    for (FoundRun run : runs) {
      if (run.committed() > furthest.committed()) {
        furthest = run;
      }
    }
    return furthest;
  }
}
