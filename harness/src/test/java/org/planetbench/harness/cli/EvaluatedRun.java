package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.csv.CsvRunSink;

/** A finished run of {@code cheetah_run} of one evaluation episode, with its certificate. */
public final class EvaluatedRun {
  private EvaluatedRun() {}

  public static void write(Path runs, String variant, long seed, double played) throws IOException {
    String cell = "cheetah_run-" + variant + "-s" + seed;
    RunFolder run = RunFolder.create(runs, cell);
    RunRecord record =
        RunRecord.started(
                new RunRecord.Identity(
                    runs.getFileName().toString() + seed,
                    cell,
                    "cheetah_run",
                    variant,
                    seed,
                    "tiny",
                    "quick",
                    "suite"),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                Instant.EPOCH)
            .ended(RunStatus.FINISHED, Instant.EPOCH, Optional.empty());
    try (CsvRunSink sink = CsvRunSink.create(run)) {
      sink.episode(new EpisodeRow("evaluate", 0, 0, 0, 0, played, 5, 1));
      sink.commit();
      run.writeRecord(record.certified(sink.head()));
    }
  }
}
