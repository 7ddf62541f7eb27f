package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.RunFolder;
import org.planetbench.results.RunRecord;
import org.planetbench.results.RunStatus;

/** Runs that outlive their tracking server, and a state that a kill may leave between two files. */
final class UnreachableMlflowIT {
  private static final String CELL = "dummy_counting-rssm-s1";

  @TempDir private Path directory;

  private Bench.Ended run(String uri) throws IOException, InterruptedException {
    return Bench.in(directory)
        .run(
            "run",
            "--profile",
            "smoke",
            "--task",
            "dummy_counting",
            "--variant",
            "rssm",
            "--runs",
            "runs",
            "--tracking-uri",
            uri);
  }

  private RunFolder folder() {
    return RunFolder.at(directory.resolve("runs").resolve(CELL));
  }

  @Test
  void finishesWithoutTheServerAndSendsAllOnceItIsThere() throws IOException, InterruptedException {
    String nobody = "http://127.0.0.1:" + MlflowProcess.freePort();
    Bench.Ended ended = run(nobody).requireExitCode(0).requireOut("MLflow at " + nobody);
    assertFalse(ended.out().contains("Exception"), ended::toString);
    assertEquals(RunStatus.FINISHED, folder().readRecord().status());
    Path data = Files.createDirectory(directory.resolve("mlflow"));
    try (MlflowProcess server = MlflowProcess.start(data)) {
      run(server.uri().toString()).requireExitCode(0).requireOut("1 finished before");
      requireAll(server);
    }
  }

  /**
   * The tables have the last episodes, but the newest checkpoint doesn't know of them: they are
   * played again, and the times of the first time must not be at the server.
   */
  @Test
  void sendsNothingThatWillBePlayedAgain() throws IOException, InterruptedException {
    run("none").requireExitCode(0);
    RunRecord record = folder().readRecord();
    folder().writeRecord(record.ended(RunStatus.FAILED, Instant.now(), Optional.of("killed")));
    Path newest = newestCheckpoint();
    for (String name : Bench.files(newest)) {
      Files.delete(newest.resolve(name));
    }
    Files.delete(newest);
    Path data = Files.createDirectory(directory.resolve("mlflow"));
    try (MlflowProcess server = MlflowProcess.start(data)) {
      run(server.uri().toString()).requireExitCode(0).requireOut("1 of them going on");
      requireAll(server);
    }
  }

  private Path newestCheckpoint() throws IOException {
    try (Stream<Path> checkpoints = Files.list(folder().checkpoint())) {
      return checkpoints.max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  private void requireAll(MlflowProcess server) throws IOException, InterruptedException {
    Published published = Published.find(new MlflowApi(server.uri()), folder());
    published.requireDescription();
    published.requireHistories();
    published.requireArtifacts();
  }
}
