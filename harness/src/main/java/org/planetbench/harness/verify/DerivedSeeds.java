package org.planetbench.harness.verify;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.planetbench.harness.run.PlannedEpisode;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.certificate.CertifiedRun;

/**
 * Whether the environment seeds that a run recorded are those that follow from its own seed, by the
 * protocol that it was made by: each episode's own.
 */
final class DerivedSeeds {
  private DerivedSeeds() {}

  /** The first one that does not follow, if there is any. */
  static Optional<String> problem(CertifiedRun certified) throws IOException {
    String cell = certified.record().cell();
    List<PlannedEpisode> planned;
    try {
      planned = PlannedEpisode.of(certified.record());
    } catch (IllegalArgumentException e) {
      return Optional.of(cell + ": its environment seeds cannot be derived: " + e.getMessage());
    }
    List<EpisodeRow> rows = certified.rows().episodes().all();
    for (int i = 0; i < rows.size(); i++) {
      EpisodeRow row = rows.get(i);
      if (i >= planned.size() || !follows(row, planned.get(i))) {
        return Optional.of(
            "%s: environment seed %d of %s/%d does not follow from the cell's seed"
                .formatted(cell, row.seed(), row.phase(), row.episode()));
      }
    }
    return Optional.empty();
  }

  private static boolean follows(EpisodeRow row, PlannedEpisode planned) {
    return row.phase().equals(planned.phase().key())
        && row.episode() == planned.number()
        && row.seed() == Integer.toUnsignedLong(planned.seed());
  }
}
