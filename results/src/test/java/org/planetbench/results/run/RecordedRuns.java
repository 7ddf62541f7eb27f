package org.planetbench.results.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.planetbench.results.run.csv.CsvRunSink;

/**
 * A folder of small finished runs with their certificates: two evaluation episodes and twenty
 * updates each. What {@code with}, {@code of} and {@code as} say holds for the next run only.
 */
public final class RecordedRuns {
  private final Path path;
  private RunStatus status = RunStatus.FINISHED;
  private String variant = "rssm";
  private final SequencedMap<String, String> settings = new LinkedHashMap<>();
  private final SequencedMap<String, String> provenance = new LinkedHashMap<>();

  public RecordedRuns(Path path) throws IOException {
    this.path = Files.createDirectories(path);
    reset();
  }

  private void reset() {
    status = RunStatus.FINISHED;
    variant = "rssm";
    settings.clear();
    settings.put("recipe.batch", "50");
    provenance.clear();
    provenance.put("commit", "0123abc");
    provenance.put("jvm", "25.0.1+8");
  }

  public Path path() {
    return path;
  }

  public RecordedRuns with(RunStatus other) {
    status = other;
    return this;
  }

  public RecordedRuns with(String setting, String value) {
    settings.put(setting, value);
    return this;
  }

  public RecordedRuns of(String fact, String value) {
    provenance.put(fact, value);
    return this;
  }

  public RecordedRuns as(String otherVariant) {
    variant = otherVariant;
    return this;
  }

  /**
   * Writes a run, in the place of one that is there.
   *
   * @param imageLoss of the last updates
   */
  public void write(long seed, double episodeReturn, double imageLoss) throws IOException {
    String cell = "cheetah_run-" + variant + "-s" + seed;
    RunFolder folder = RunFolder.create(path, cell);
    settings.put("seed", Long.toString(seed));
    try (CsvRunSink sink = CsvRunSink.create(folder)) {
      sink.episode(new EpisodeRow("collect", 0, 1000, 500, 10, 5, 1, 1));
      for (int update = 1; update <= 20; update++) {
        double loss = update > 18 ? imageLoss : 100;
        sink.update(Runs.update(update, 12, 2 * loss, loss, 0.5, 3, 1, 0));
      }
      sink.episode(new EpisodeRow("evaluate", 0, 1000, 500, 20, episodeReturn - 1, 2, 2));
      sink.episode(new EpisodeRow("evaluate", 1, 1000, 500, 20, episodeReturn + 1, 3, 3));
      sink.commit();
      folder.writeRecord(record(cell, seed).certified(sink.head()));
    }
    reset();
  }

  private RunRecord record(String cell, long seed) {
    return RunRecord.started(
            new RunRecord.Identity(
                "key-of-" + cell, cell, "cheetah_run", variant, seed, "tiny", "smoke", "suite-1"),
            new LinkedHashMap<>(settings),
            new LinkedHashMap<>(provenance),
            Runs.START)
        .ended(status, Runs.START, Optional.empty());
  }
}
