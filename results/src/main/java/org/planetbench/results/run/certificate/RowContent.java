package org.planetbench.results.run.certificate;

import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.UpdateRow;

/**
 * What a row of a run's tables comes to in its certificate: position, and hash of every column but
 * the wall-clock times. From the numbers as they are read back from the file, so that an edited one
 * is noticed.
 */
public final class RowContent {
  private final ContentHash hash = new ContentHash();

  public String of(EpisodeRow row) {
    return hash.add(row.phase())
        .add(row.episode())
        .add(row.environmentSteps())
        .add(row.agentSteps())
        .add(row.updateSteps())
        .add(row.episodeReturn())
        .add(row.seed())
        .add(row.task())
        .finish();
  }

  public String of(UpdateRow row) {
    hash.add(row.updateStep());
    row.values().values().forEach(hash::add);
    return hash.finish();
  }

  public String of(ModelRow row) {
    return hash.add(row.updateStep())
        .add(row.data())
        .add(row.distance())
        .add(row.imageError())
        .add(row.rewardError())
        .add(row.divergence().isPresent())
        .add(row.divergence().orElse(0))
        .finish();
  }

  public static String position(EpisodeRow row) {
    return row.phase() + "/" + row.episode();
  }

  /** Of the decision; its row has nothing but times. */
  public static String position(LatencyRow row) {
    return row.phase() + "/" + row.episode() + "/" + row.agentStep();
  }

  public static String position(UpdateRow row) {
    return "update/" + row.updateStep();
  }

  public static String position(ModelRow row) {
    return "update/" + row.updateStep() + "/" + row.data() + "/" + row.distance();
  }
}
