package org.planetbench.harness.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.validation.Expectation;
import org.planetbench.results.run.validation.Expectation.Episode;

/** Small runs of one task, to be merged or abridged. */
final class MergedRuns {
  static final int EPISODES = 2;

  private MergedRuns() {}

  /** Runs of two evaluation episodes. */
  static Expectation expectation(RunRecord run) {
    List<Episode> episodes = new ArrayList<>();
    for (int number = 0; number < EPISODES; number++) {
      episodes.add(new Episode("evaluate", number, run.task(), 1000, 1000));
    }
    return new Expectation(run.settings(), episodes, 0, List.of());
  }

  /** A run of so many episodes, with this return in each; it is finished if these are all. */
  static RunFolder write(Path runs, long seed, int episodes, double played, String batch)
      throws IOException {
    String cell = "cheetah_run-rssm-s" + seed;
    RunFolder run = RunFolder.create(runs, cell);
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.putAll(
        Map.of("task", "cheetah_run", "variant", "rssm", "seed", "" + seed, "batch", batch));
    RunRecord record =
        RunRecord.started(
                new RunRecord.Identity(
                    runs.getFileName() + "" + seed,
                    cell,
                    "cheetah_run",
                    "rssm",
                    seed,
                    "tiny",
                    "quick",
                    "quick-1"),
                settings,
                new LinkedHashMap<>(Map.of("cpu", "the machine of " + runs.getFileName())),
                Instant.EPOCH)
            .ended(
                episodes == EPISODES ? RunStatus.FINISHED : RunStatus.INTERRUPTED,
                Instant.EPOCH,
                Optional.empty());
    try (CsvRunSink sink = CsvRunSink.create(run)) {
      for (int number = 0; number < episodes; number++) {
        sink.episode(new EpisodeRow("evaluate", number, 0, 0, 0, played, 5, 1));
        sink.commit();
      }
      run.writeRecord(episodes == EPISODES ? record.certified(sink.head()) : record);
    }
    return run;
  }
}
