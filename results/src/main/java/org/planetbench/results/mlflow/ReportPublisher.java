package org.planetbench.results.mlflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.planetbench.results.mlflow.MlflowServer.KnownRun;
import org.planetbench.results.run.file.Sha256;

/**
 * The report of a folder of runs: the files of one run of its own beside theirs. It is sent again,
 * whole, only when it has changed; the server remembers what it has.
 */
final class ReportPublisher {
  /** Names the suite; its runs have another tag, so that no view of them shows the report. */
  static final String REPORT_OF = "planetbench.report_of";

  private static final String DIGEST = "report_sha256";

  private final MlflowServer server;
  private final String experimentId;
  private final String prefix;

  /**
   * @param prefix of the run's name
   */
  ReportPublisher(MlflowServer server, String experimentId, String prefix) {
    this.server = server;
    this.experimentId = experimentId;
    this.prefix = prefix;
  }

  /** Returns why nothing was sent, if so. */
  Optional<String> publish(String suiteId, Path report) throws IOException, InterruptedException {
    SortedMap<String, Path> files = Artifacts.tree("report", report);
    String digest = digest(files);
    KnownRun run = run(suiteId);
    if (server.tag(run.id(), DIGEST).equals(Optional.of(digest))) {
      return Optional.empty();
    }
    if (!run.takesFiles()) {
      return Optional.of(run.whyNoFiles());
    }
    for (Map.Entry<String, Path> file : files.entrySet()) {
      server.putArtifact(run, file.getKey(), file.getValue());
    }
    server.setStatus(run.id(), "FINISHED", Optional.of(Instant.now().toEpochMilli()));
    server.logTags(run.id(), Map.of(DIGEST, digest)); // last: it says that all else is there
    return Optional.empty();
  }

  private static String digest(SortedMap<String, Path> files) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      try {
        all.append(file.getKey()).append(' ').append(Sha256.of(file.getValue())).append('\n');
      } catch (NoSuchFileException | FileNotFoundException e) {
        throw new IOException(file.getKey() + " was moved or removed while it was sent", e);
      }
    }
    return DigestUtils.sha256Hex(all.toString());
  }

  /** The one that is there, or a new one; a twin that two commands at once made goes. */
  private KnownRun run(String suiteId) throws IOException, InterruptedException {
    List<KnownRun> there = server.runs(experimentId, REPORT_OF, suiteId);
    if (there.isEmpty()) {
      Map<String, String> tags =
          Map.of(
              REPORT_OF,
              suiteId,
              "mlflow.source.name",
              "planet-bench",
              "mlflow.note.content",
              "Report of the runs of `%s`: see report/index.html among the artifacts."
                  .formatted(suiteId));
      long now = Instant.now().toEpochMilli();
      return server.createRun(experimentId, prefix + "report-" + suiteId, now, tags);
    }
    for (KnownRun twin : there.subList(1, there.size())) {
      server.deleteRun(twin.id());
    }
    return there.getFirst();
  }
}
