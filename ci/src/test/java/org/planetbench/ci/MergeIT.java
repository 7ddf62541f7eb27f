package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;

/** Runs of two machines, for which two folders stand, in one folder. */
@TestInstance(Lifecycle.PER_CLASS)
final class MergeIT {
  private static final List<String> CELLS =
      List.of("dummy_counting-random-s1", "dummy_counting-random-s2", "dummy_counting-random-s3");

  /** What a merge makes on its way: copies of runs, then their names. */
  private static final List<String> MOMENTS =
      List.of(".merge/" + CELLS.getFirst(), ".merge/" + CELLS.getLast(), CELLS.getFirst());

  private static final int ATTEMPTS = 4;

  /** A file may have so many KiB: fewer than a run's certificate has. */
  private static final int FULL_KIB = 1;

  @TempDir private static Path directory;

  @BeforeAll
  void runOnTwoMachines() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("counting.yaml"), Bench.COUNTING);
    run("a", "1,2").requireExitCode(0);
    run("b", "2,3").requireExitCode(0);
  }

  private Bench.Ended run(String runs, String seeds) throws IOException, InterruptedException {
    return bench("run", "--profile", "counting.yaml", "--runs", runs, "--seed", seeds);
  }

  private Bench.Ended bench(String... arguments) throws IOException, InterruptedException {
    return Bench.in(directory).run(arguments);
  }

  @Test
  void whatIsMergedIsVerifiedReportedAndComparedAsIfItWereMadeThere()
      throws IOException, InterruptedException {
    bench("merge", "a", "b", "--into", "all", "--dry-run")
        .requireExitCode(0)
        .requireOut("Would merge 3 of 3 runs into all");
    assertTrue(Files.notExists(directory.resolve("all")));
    bench("merge", "a", "b", "--into", "all")
        .requireExitCode(0)
        .requireOut(CELLS.get(1) + "  from a, equal in b");
    for (String cell : CELLS) {
      String from = cell.equals(CELLS.getLast()) ? "b" : "a";
      Recorded.requireEqual(
          RunFolder.at(directory.resolve(from).resolve(cell)),
          RunFolder.at(directory.resolve("all").resolve(cell)));
    }
    bench("verify", "--runs", "all").requireExitCode(0);
    bench("report", "--runs", "all").requireExitCode(0);
    bench("stats", "--runs", "all").requireExitCode(0);
    bench("status", "--runs", "all", "--wait").requireExitCode(0).requireOut("3 cells: 3 done");
    run("all", "1,2,3").requireExitCode(0).requireOut("0 to run, ").requireOut("3 finished before");
    bench("merge", "a", "b", "--into", "all")
        .requireExitCode(0)
        .requireOut("Merged 0 of 3 runs into all");
  }

  @Test
  void whatIsAbridgedIsReportedAsIfItWereWhole() throws IOException, InterruptedException {
    bench("abridge", "a", "--into", "kept").requireExitCode(0).requireOut("Abridged 2 runs");
    bench("abridge", "a", "--into", "kept").requireExitCode(0).requireOut("2 were there");
    bench("verify", "--runs", "kept").requireExitCode(3).requireOut("2 rows: 0 errors");
    bench("report", "--runs", "kept").requireExitCode(0).requireOut("an abridged copy");
    bench("compare", "kept", "a").requireExitCode(0);
    bench("stats", "--runs", "kept").requireExitCode(0);
    bench("verify", "kept/" + CELLS.getFirst()).requireExitCode(2).requireErr("abridged copy");
    bench("merge", "kept", "--into", "merged").requireExitCode(2).requireErr("abridged copy");
  }

  /** At whatever moment: the target has whole runs or none, and the same call does the rest. */
  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void killedInTheMiddleTheSameCallGoesOn() throws IOException, InterruptedException {
    int kills = 0;
    for (int attempt = 0; attempt < ATTEMPTS && kills == 0; attempt++) {
      Path into = directory.resolve("killed-" + attempt);
      for (String moment : MOMENTS) {
        kills += killsHalfway(into.resolve(moment), into) ? 1 : 0;
        for (RunFolder run : RunFolder.list(into)) {
          bench("verify", run.toString()).requireExitCode(0);
        }
      }
      bench("merge", "a", "b", "--into", into.toString()).requireExitCode(0);
      assertEquals(CELLS, RunFolder.list(into).stream().map(RunFolder::cell).toList());
      bench("verify", "--runs", into.toString()).requireExitCode(0).requireOut("0 errors, ");
    }
    assertTrue(kills > 0, "every kill came too late");
  }

  /** Kills a merge once it has made this; returns whether that left something half done. */
  private static boolean killsHalfway(Path made, Path into)
      throws IOException, InterruptedException {
    long start = System.currentTimeMillis();
    Bench.Running merge = Bench.in(directory).start("merge", "a", "b", "--into", into.toString());
    while (merge.process().isAlive() && made.toFile().lastModified() < start) { // 0: not there
      Thread.sleep(1);
    }
    merge.killTree();
    return merge.await().exitCode() == 137 && Files.isDirectory(into.resolve(".merge"));
  }

  @Test
  void onAFullDiskNothingIsMerged() throws IOException, InterruptedException {
    Bench.Ended full =
        Bench.in(directory)
            .largestFileKib(FULL_KIB)
            .run("merge", "a", "--into", "full")
            .requireExitCode(2)
            .requireErr("cannot write full/.merge/");
    assertEquals(
        1, full.err().lines().filter(line -> line.startsWith("bench: ")).count(), full::toString);
    assertTrue(Files.notExists(directory.resolve("full")), full::toString);
  }

  @Test
  void badInputIsOneLine() throws IOException, InterruptedException {
    bench("merge", "nowhere", "--into", "x").requireExitCode(2).requireErr("nowhere: expected");
    bench("merge", "a", "a", "--into", "x").requireExitCode(2).requireErr("got it twice");
    bench("merge", "a", "--into", "a/x").requireExitCode(2).requireErr("--into: expected");
    assertTrue(Files.notExists(directory.resolve("x")));
  }
}
