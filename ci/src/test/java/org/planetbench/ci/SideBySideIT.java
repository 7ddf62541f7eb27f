package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;

/** Several calls on one folder of runs, and calls that are stopped at odd moments. */
final class SideBySideIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LONG = "schedule.final_evaluation_episodes=1000000";

  @TempDir private Path directory;

  private RunFolder folder(String cell) {
    return RunFolder.at(directory.resolve("runs").resolve(cell));
  }

  private Bench.Running start(String arguments) throws IOException {
    return bench().start(arguments.split(" "));
  }

  /** One for each call: it numbers its own files. */
  private Bench bench() throws IOException {
    Path calls = Files.createTempDirectory(directory, "call-");
    return Bench.in(calls);
  }

  private String runs() {
    return " --runs " + directory.resolve("runs");
  }

  private static void await(Bench.Running running, String what, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(
          running.process().isAlive() && System.nanoTime() < deadline,
          () -> what + " did not come: " + running);
      Thread.sleep(5);
    }
  }

  private static String out(Bench.Running running) {
    try {
      return Files.readString(running.out());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As on a cluster: three tasks at once on an empty folder. */
  @Test
  void theTasksOfAnArrayMakeOneSuiteAndOneReport() throws IOException, InterruptedException {
    String array =
        "run --profile smoke --task dummy_counting --variant random --seed 1,2,3" + runs();
    List<Bench.Running> tasks = new ArrayList<>();
    for (int index = 0; index < 3; index++) {
      tasks.add(start(array + " --cell-index " + index));
    }
    for (Bench.Running task : tasks) {
      task.await().requireExitCode(0);
    }
    Set<String> suites = new HashSet<>();
    String report = Bench.text(directory.resolve("runs/report/index.html"));
    for (int seed = 1; seed <= 3; seed++) {
      String cell = "dummy_counting-random-s" + seed;
      suites.add(folder(cell).readRecord().suiteId());
      assertEquals(RunStatus.FINISHED, folder(cell).readRecord().status());
      assertTrue(report.contains(cell), "the report has no " + cell);
    }
    assertEquals(1, suites.size(), suites.toString());
    Recorded.requireNothingHalfWritten(directory.resolve("runs"));
  }

  @Test
  void aSecondRunOfARunningCellSaysSoAndLeavesTheFirstAlone()
      throws IOException, InterruptedException {
    String cell = "dummy_counting-random-s1";
    String run =
        "run --profile smoke --task dummy_counting --variant random --set " + LONG + runs();
    Bench.Running first = start(run);
    try {
      await(first, "the cell", folder(cell)::hasRecord);
      Bench.Ended second = start(run).await();
      second.requireExitCode(2).requireOut(cell + ": is being run by process ");
      second.requireOut(" on host ");
      assertFalse((second.out() + second.err()).contains("failed"), second::toString);
      assertFalse(Files.exists(directory.resolve("runs/report")), "the first one's to make");
      List<String> log = Bench.text(folder(cell).file("cell.log")).lines().toList();
      String process = " " + folder(cell).runner().orElseThrow() + ": ";
      assertTrue(log.stream().allMatch(line -> line.contains(process)), log::toString);
      first.process().destroy();
      first.await().requireExitCode(130);
      assertEquals(RunStatus.INTERRUPTED, folder(cell).readRecord().status());
    } finally {
      first.killTree();
    }
  }

  @Test
  void aRunThatWasKilledGoesOnElsewhereAndThroughALink() throws IOException, InterruptedException {
    String cell = "dummy_counting-rssm-s1";
    String run = "run --profile smoke --task dummy_counting --variant rssm --runs ";
    Path whole = directory.resolve("whole");
    start(run + whole).await().requireExitCode(0);
    Bench.Running killed = start(run + directory.resolve("runs"));
    try {
      await(killed, "a checkpoint", () -> Files.exists(folder(cell).checkpoint()));
    } finally {
      killed.killTree();
    }
    killed.await();
    await(killed, folder(cell));
    Path moved = Files.createDirectory(directory.resolve("elsewhere")).resolve("moved");
    Files.move(directory.resolve("runs"), moved);
    Path link = Files.createSymbolicLink(directory.resolve("link"), moved);
    start(run + link).await().requireExitCode(0).requireOut("1 of them going on");
    Recorded.requireEqual(RunFolder.at(whole.resolve(cell)), RunFolder.at(moved.resolve(cell)));
    Recorded.requireNothingHalfWritten(moved);
    assertTrue(Files.isSymbolicLink(link));
  }

  /** The cell's process ends a moment after that which was its parent. */
  private static void await(Bench.Running parent, RunFolder folder)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (folder.runner().isPresent()) {
      assertTrue(System.nanoTime() < deadline, () -> "still running after " + parent);
      Thread.sleep(5);
    }
  }

  @Test
  void oneThatRunsOutOfMemorySaysWhatHelps() throws IOException, InterruptedException {
    String batch = " --set batch=1000"; // 120 MB of pictures
    String run = "run --profile smoke --task dummy_counting --variant rssm" + batch + runs();
    start(run + " --heap 64m").await().requireExitCode(5);
    RunFolder folder = folder("dummy_counting-rssm-s1");
    String error = folder.readRecord().error().orElseThrow();
    assertTrue(error.startsWith("out of memory (Java heap space) with a heap of 6"), error);
    assertTrue(error.contains("a larger --heap, or PLANETBENCH_CELL_HEAP"), error);
    assertFalse(Bench.text(folder.file("cell.log")).contains("\tat "), error);
    Bench.Ended variable = bench().environment("PLANETBENCH_CELL_HEAP", "lots").run(run.split(" "));
    variable.requireExitCode(2).requireErr("PLANETBENCH_CELL_HEAP: expected a size");
  }

  /** While the program starts, or the first cell does, or between two cells. */
  @Test
  void aCallThatIsStoppedAtAnyTimeCanBeMadeAgain() throws IOException, InterruptedException {
    String run =
        "run --profile smoke --task dummy_counting --variant random --seed 1,2 --jobs 1" + runs();
    for (String said : List.of("", "to run", "s1: started", "s1: finished")) {
      Bench.Running running = start(run);
      try {
        await(running, said, () -> out(running).contains(said));
        running.process().destroy();
        int code = running.await().exitCode();
        assertTrue(code == 130 || code == 143, said + ": exit code " + code);
      } finally {
        running.killTree();
      }
      RunFolder second = folder("dummy_counting-random-s2");
      await(running, folder("dummy_counting-random-s1"));
      await(running, second);
      assertTrue(!second.hasRecord() || second.readRecord().status() != RunStatus.FINISHED, said);
    }
    start(run).await().requireExitCode(0);
    for (int seed = 1; seed <= 2; seed++) {
      assertEquals(
          RunStatus.FINISHED, folder("dummy_counting-random-s" + seed).readRecord().status());
    }
    Recorded.requireNothingHalfWritten(directory.resolve("runs"));
  }
}
