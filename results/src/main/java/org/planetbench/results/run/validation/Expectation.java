package org.planetbench.results.run.validation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.planetbench.results.run.RunRecord;

/**
 * What a run with such settings leaves once it has finished. Who knows schedules says it; this
 * package only compares.
 *
 * @param settings all that the run's names stand for, in full
 * @param episodes in the order in which they are played
 * @param updateSteps gradient updates
 * @param media files in the run's {@code media}
 */
public record Expectation(
    SequencedMap<String, String> settings,
    List<Episode> episodes,
    long updateSteps,
    List<String> media) {

  public Expectation {
    settings = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(settings));
    episodes = List.copyOf(episodes);
    media = List.copyOf(media);
  }

  /**
   * One episode.
   *
   * @param number within its phase
   * @param longest agent steps that it may have
   * @param highestReturn that can be reached, rewards being 0 to 1
   */
  public record Episode(
      String phase, int number, String task, long longest, double highestReturn) {}

  /** Says what a run leaves. */
  public interface Source {
    /**
     * Of a run, whatever its record says.
     *
     * @throws IllegalArgumentException naming what is unknown or out of range
     */
    Expectation of(RunRecord run);
  }

  /** The episode of a row of the table, counted from 0. */
  Optional<Episode> episode(long row) {
    return row < episodes.size() ? Optional.of(episodes.get((int) row)) : Optional.empty();
  }
}
