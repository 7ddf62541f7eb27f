package org.planetbench.results.run.validation;

import static org.planetbench.results.run.validation.RowChecks.equal;
import static org.planetbench.results.run.validation.RowChecks.finite;
import static org.planetbench.results.run.validation.RowChecks.first;
import static org.planetbench.results.run.validation.RowChecks.within;

import java.util.Optional;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.validation.Expectation.Episode;

/** Follows the rows of {@code episodes.csv}: as the schedule has them, and counters never fall. */
final class EpisodeRows implements TablesCheck.RowCheck<EpisodeRow> {
  private static final double LARGEST_SEED = 4294967295.0;

  private final Optional<Expectation> expectation;
  private EpisodeRow before = new EpisodeRow(EpisodeRow.SEED, 0, 0, 0, 0, 0, 0, 0);

  EpisodeRows(Optional<Expectation> expectation) {
    this.expectation = expectation;
  }

  @Override
  public Optional<String> problem(long row, EpisodeRow value) {
    Optional<String> problem =
        first(
            expectation.flatMap(e -> e.episode(row)).flatMap(e -> unlike(e, value)),
            finite("episode_return", value.episodeReturn()),
            within("seed", 0, LARGEST_SEED, (double) value.seed()),
            growing("environment_steps", before.environmentSteps(), value.environmentSteps()),
            growing("agent_steps", before.agentSteps(), value.agentSteps()),
            growing("update_steps", before.updateSteps(), value.updateSteps()),
            growing("wall_clock_s", before.wallClockS(), value.wallClockS()));
    before = value;
    return problem;
  }

  private static Optional<String> unlike(Episode expected, EpisodeRow got) {
    return first(
        equal("phase", expected.phase(), got.phase()),
        equal("episode", expected.number(), got.episode()),
        got.task().isEmpty() ? Optional.empty() : equal("task", expected.task(), got.task()),
        within("episode_return", 0, expected.highestReturn(), got.episodeReturn()));
  }

  private static <T extends Comparable<T>> Optional<String> growing(
      String column, T before, T value) {
    return value.compareTo(before) >= 0
        ? Optional.empty()
        : Optional.of(
            column + ": expected no less than " + before + " of the row above, got " + value);
  }
}
