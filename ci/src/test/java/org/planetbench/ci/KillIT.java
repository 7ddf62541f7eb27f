package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.RunFolder;
import org.planetbench.results.RunRecord;
import org.planetbench.results.RunStatus;

/**
 * Processes killed at random moments of a smoke cell. The next call finishes the job, and tables
 * and MLflow have each episode and update once, as without the kill. {@code ci/kill-trial} repeats
 * it often.
 */
@Tag("native")
final class KillIT {
  private static final String CELL = "reacher_easy-rssm-s1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("planetbench.kill.seed", System.nanoTime());
  private static final int TRIALS = Integer.getInteger("planetbench.kill.trials", 1);

  /** Who is killed, and how. */
  private enum Victim {
    CELL,
    PARENT,
    MLFLOW,
    /** Not killed but asked to end. */
    ASKED
  }

  @TempDir private static Path directory;
  private static Path checkout = Path.of("");
  private static long cellMs;

  @BeforeAll
  static void runWithoutAKill() throws IOException, InterruptedException {
    checkout = directory.resolve("home");
    Home home = new Home(checkout);
    homes = Optional.of(home);
    bench(Files.createDirectory(directory.resolve("whole")))
        .start(run())
        .await()
        .requireExitCode(0);
    RunRecord record = whole().readRecord();
    cellMs = Duration.between(record.startedAt(), record.endedAt().orElseThrow()).toMillis();
  }

  private static Optional<Home> homes = Optional.empty();

  @AfterAll
  static void stopTheServer() throws IOException, InterruptedException {
    bench(directory).run("mlflow", "stop");
    homes.orElseThrow().close();
  }

  private static RunFolder whole() {
    return folder(directory.resolve("whole"));
  }

  private static RunFolder folder(Path trial) {
    return RunFolder.at(trial.resolve("runs").resolve(CELL));
  }

  /** With the server that the program starts by itself. */
  private static Bench bench(Path trial) {
    return Bench.in(trial, checkout).without("MLFLOW_TRACKING_URI");
  }

  private static String[] run() {
    return new String[] {"run", "--profile", "smoke", "--cell", CELL, "--runs", "runs"};
  }

  @TestFactory
  List<DynamicTest> theNextCallFinishesTheJob() {
    SplittableRandom random = new SplittableRandom(SEED);
    return IntStream.range(0, TRIALS * Victim.values().length)
        .mapToObj(
            i -> {
              Victim victim = Victim.values()[i % Victim.values().length];
              double moment = random.nextDouble();
              String name = "%s at %.3f of the cell, trial %d".formatted(victim, moment, i);
              return DynamicTest.dynamicTest(name, () -> trial(victim, moment, name));
            })
        .toList();
  }

  private static void trial(Victim victim, double moment, String name)
      throws IOException, InterruptedException {
    System.out.println(name + " (planetbench.kill.seed=" + SEED + ")");
    Path trial = Files.createDirectory(directory.resolve("trial-" + name.replaceAll(".* ", "")));
    Bench.Running running = bench(trial).start(run());
    try {
      List<ProcessHandle> cells = awaitRecord(running, trial);
      Thread.sleep((long) (moment * cellMs));
      boolean inTime = cells.stream().allMatch(ProcessHandle::isAlive);
      kill(victim, running, cells);
      requireEnd(victim, inTime, running.await(), trial);
      awaitEnd(cells);
    } finally {
      running.killTree();
    }
    bench(trial).run(run()).requireExitCode(0);
    RunFolder folder = folder(trial);
    assertEquals(RunStatus.FINISHED, folder.readRecord().status());
    Recorded.requireEqual(whole(), folder);
    Recorded.requireNothingHalfWritten(trial.resolve("runs"));
    Published published = Published.find(new MlflowApi(server()), folder);
    published.requireDescription();
    published.requireHistories();
    published.requireArtifacts();
  }

  /** The cell's process, once its record is there. */
  private static List<ProcessHandle> awaitRecord(Bench.Running running, Path trial)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!folder(trial).hasRecord()) {
      assertTrue(running.process().isAlive() && System.nanoTime() < deadline, "no cell began");
      Thread.sleep(5);
    }
    List<ProcessHandle> cells = running.children().stream().filter(KillIT::isJava).toList();
    assertEquals(1, cells.size(), "processes of the cell");
    return cells;
  }

  /** By its program: Linux shows no more than 4096 bytes of arguments, less than a class path. */
  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }

  private static void kill(Victim victim, Bench.Running running, List<ProcessHandle> cells)
      throws IOException {
    switch (victim) {
      case CELL -> cells.forEach(ProcessHandle::destroyForcibly);
      case PARENT -> running.process().destroyForcibly();
      case ASKED -> running.process().destroy();
      case MLFLOW -> {
        for (var process : serverState().path("processes")) {
          ProcessHandle.of(process.path("pid").asLong()).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
    }
  }

  private static void requireEnd(Victim victim, boolean inTime, Bench.Ended ended, Path trial)
      throws IOException {
    if (!inTime) {
      System.out.println("the cell had ended before");
      return;
    }
    switch (victim) {
      case CELL -> {
        ended.requireExitCode(5);
        assertEquals(RunStatus.FAILED, folder(trial).readRecord().status());
      }
      case PARENT -> ended.requireExitCode(137);
      case MLFLOW -> ended.requireExitCode(0);
      case ASKED -> {
        ended.requireExitCode(130);
        assertEquals(RunStatus.INTERRUPTED, folder(trial).readRecord().status());
      }
    }
  }

  /** A cell ends with its parent, whatever became of that. */
  private static void awaitEnd(List<ProcessHandle> cells) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (cells.stream().anyMatch(ProcessHandle::isAlive)) {
      assertTrue(System.nanoTime() < deadline, () -> "still running: " + cells);
      Thread.sleep(20);
    }
  }

  private static JsonNode serverState() throws IOException {
    return new ObjectMapper().readTree(checkout.resolve(".bench/mlflow/server.json").toFile());
  }

  private static URI server() throws IOException {
    return URI.create("http://127.0.0.1:" + serverState().path("port").asInt());
  }
}
