package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

/** Runs that outlive their tracking server, and a state that a kill may leave between two files. */
final class UnreachableMlflowIT {
  private static final String CELL = "dummy_counting-rssm-s1";

  @TempDir private Path directory;

  private Bench.Ended run(String uri) throws IOException, InterruptedException {
    return Bench.in(directory).run(command(uri));
  }

  private static String[] command(String uri) {
    return new String[] {
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
      uri
    };
  }

  private RunFolder folder() {
    return RunFolder.at(directory.resolve("runs").resolve(CELL));
  }

  @Test
  void finishesWithoutTheServerAndSendsAllOnceItIsThere() throws IOException, InterruptedException {
    String nobody = "http://127.0.0.1:" + MlflowProcess.freePort();
    Bench.Ended ended = run(nobody).requireExitCode(0).requireOut("MLflow at " + nobody);
    assertFalse(ended.out().contains("Exception"), ended::toString);
    assertEquals(2, ended.out().split("connection refused", -1).length, ended::toString);
    ended.requireOut("MLflow: nothing was sent; the runs keep");
    assertEquals(RunStatus.FINISHED, folder().readRecord().status());
    Path data = Files.createDirectory(directory.resolve("mlflow"));
    try (MlflowProcess server = MlflowProcess.start(data)) {
      run(server.uri().toString()).requireExitCode(0).requireOut("1 finished before");
      requireAll(server);
    }
  }

  @Test
  void aServerThatNeverAnswersIsToldFromAnAbsentOne() throws IOException, InterruptedException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Bench.in(directory)
          .environment("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
          .run(command("http://127.0.0.1:" + silent.getLocalPort()))
          .requireExitCode(0)
          .requireOut("GET /version: no whole answer within 1 s; MLFLOW_HTTP_REQUEST_TIMEOUT");
    }
  }

  @Test
  void anAddressThatIsNoneIsRefusedBeforeAnyWork() throws IOException, InterruptedException {
    String uri = "ftp://u:S3CRET@h/";
    Path runs = directory.resolve("runs");
    for (String[] command :
        List.of(
            command(uri),
            new String[] {"report", "--runs", runs.toString(), "--tracking-uri", uri},
            new String[] {"compare", "a", "b", "--tracking-uri", uri})) {
      Bench.Ended refused = Bench.in(directory).run(command).requireExitCode(2);
      refused.requireErr("tracking URI 'ftp://***@h/': only http and https servers");
      assertFalse(refused.toString().contains("S3CRET"), refused::toString);
      assertFalse(Files.exists(runs), refused::toString);
    }
    Bench.in(directory)
        .environment("MLFLOW_TRACKING_URI", "http://h/#/experiments/1")
        .run("report", "--runs", "runs")
        .requireExitCode(2)
        .requireErr("MLFLOW_TRACKING_URI: ")
        .requireErr("is the address of a page; the server's is http://h");
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
