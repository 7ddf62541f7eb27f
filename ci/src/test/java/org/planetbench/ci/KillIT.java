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
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

/**
 * Processes killed at random moments of a smoke cell. The next call finishes the job, and tables
 * and MLflow have each episode and update once, as without the kill. {@code ci/kill-trial} repeats
 * it often.
 */
@Tag("native")
final class KillIT {
  private static final String CELL = "reacher_easy-rssm-s1";
  private static final int ATTEMPTS = 4;
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

  /** A kill that comes too late has tried nothing: then again, earlier. */
  private static void trial(Victim victim, double moment, String name)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      System.out.println(name + ", attempt " + attempt + " (planetbench.kill.seed=" + SEED + ")");
      Path trial = Files.createTempDirectory(directory, "trial-");
      if (interrupts(victim, moment / (1 << attempt), trial)) {
        requireNextCallFinishes(trial);
        return;
      }
    }
    throw new AssertionError(name + ": every kill came too late");
  }

  /** Returns whether the kill came while there was something to kill. */
  private static boolean interrupts(Victim victim, double moment, Path trial)
      throws IOException, InterruptedException {
    Bench.Running running = bench(trial).start(run());
    try {
      List<ProcessHandle> cells = awaitRecord(running, trial);
      Thread.sleep((long) (moment * cellMs));
      boolean working = running.process().isAlive();
      kill(victim, running, cells);
      Bench.Ended ended = running.await();
      awaitEnd(cells);
      RunStatus left = folder(trial).readRecord().status();
      if (!working || (victim != Victim.MLFLOW && left == RunStatus.FINISHED)) {
        return false;
      }
      requireEnd(victim, ended, left);
      return true;
    } finally {
      running.killTree();
    }
  }

  private static void requireNextCallFinishes(Path trial) throws IOException, InterruptedException {
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
        long killed = 0;
        for (JsonNode process : serverState().path("processes")) {
          long pid = process.path("pid").asLong();
          killed += ProcessHandle.of(pid).filter(ProcessHandle::destroyForcibly).stream().count();
        }
        assertTrue(killed > 0, "no process of the server");
      }
    }
  }

  private static void requireEnd(Victim victim, Bench.Ended ended, RunStatus left) {
    switch (victim) {
      case CELL -> requireEnd(ended, left, 5, RunStatus.FAILED);
      case PARENT -> requireEnd(ended, left, 137, RunStatus.INTERRUPTED);
      case MLFLOW -> requireEnd(ended, left, 0, RunStatus.FINISHED);
      case ASKED -> requireEnd(ended, left, 130, RunStatus.INTERRUPTED);
    }
  }

  private static void requireEnd(
      Bench.Ended ended, RunStatus left, int exitCode, RunStatus status) {
    ended.requireExitCode(exitCode);
    assertEquals(status, left, ended::toString);
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
