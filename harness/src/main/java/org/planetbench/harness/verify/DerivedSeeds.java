package org.planetbench.harness.verify;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.harness.run.StartStates;
import org.planetbench.results.EpisodeRow;
import org.planetbench.results.RunRecord;
import org.planetbench.results.certificate.CertifiedRun;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.TaskId;

/** Whether the environment seeds that a run recorded are those that follow from its own seed. */
final class DerivedSeeds {
  private final RunRecord run;
  private final StartStates starts;
  private final int tasks;
  private final int evaluationStarts;

  private DerivedSeeds(RunRecord run) {
    this.run = run;
    this.starts = new StartStates(new RandomStreams(run.seed()));
    this.tasks = ControlSuite.tasksOf(new TaskId(run.task())).size();
    this.evaluationStarts =
        Math.max(count("evaluation_episodes"), count("final_evaluation_episodes"));
  }

  private int count(String key) {
    return Integer.parseInt(run.settings().getOrDefault("schedule." + key, "0"));
  }

  /** The first one that does not follow, if there is any. */
  static Optional<String> problem(CertifiedRun certified) {
    DerivedSeeds seeds = new DerivedSeeds(certified.record());
    return certified.episodes().stream()
        .filter(row -> !seeds.isDerived(row))
        .findFirst()
        .map(
            row ->
                "%s: environment seed %d of %s/%d does not follow from the cell's seed"
                    .formatted(certified.record().cell(), row.seed(), row.phase(), row.episode()));
  }

  private boolean isDerived(EpisodeRow row) {
    Phase phase = Phase.valueOf(row.phase().toUpperCase(Locale.ROOT));
    return switch (phase) {
      case SEED, COLLECT, HELD_OUT ->
          matches(row, starts.seed(phase, row.episode() / tasks, row.episode()));
      case EVALUATE ->
          IntStream.range(0, evaluationStarts)
              .anyMatch(start -> matches(row, starts.seed(phase, start, row.episode())));
    };
  }

  private static boolean matches(EpisodeRow row, int seed) {
    return row.seed() == Integer.toUnsignedLong(seed);
  }
}
