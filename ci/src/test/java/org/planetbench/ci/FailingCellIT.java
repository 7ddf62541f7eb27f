package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.csv.RunTable;

/**
 * Cells that fail, among one that doesn't, in one call: the environments that are shipped for it.
 */
final class FailingCellIT {
  @TempDir private static Path directory;
  private static Bench.Ended ended = new Bench.Ended(-1, "", "");

  @BeforeAll
  static void runAllAtOnce() throws IOException, InterruptedException {
    ended =
        Bench.in(directory)
            .run(
                "run",
                "--profile",
                "smoke",
                "--task",
                "dummy_failing_reset,dummy_failing_step,dummy_failing_render,dummy_counting",
                "--variant",
                "random",
                "--runs",
                "runs");
  }

  private static RunFolder folder(String task) {
    return RunFolder.at(directory.resolve("runs").resolve(task + "-random-s1"));
  }

  @Test
  void endsWithTheExitCodeOfAFailedCell() {
    ended.requireExitCode(5);
    assertFalse((ended.out() + ended.err()).contains("\tat "), ended::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "dummy_failing_reset, the first reset",
    "dummy_failing_step, environment step 5",
    "dummy_failing_render, picture 5"
  })
  void recordsWhyTheCellFailed(String task, String what) throws IOException {
    RunRecord run = folder(task).readRecord();
    assertEquals(RunStatus.FAILED, run.status());
    String error = run.error().orElseThrow();
    assertEquals(1, error.lines().count(), error);
    assertTrue(error.endsWith(task + " fails on purpose: " + what), error);
    assertTrue(Bench.text(folder(task).file("cell.log")).contains(what));
    assertEquals(List.of(), RunTable.EPISODES.read(folder(task)));
    Recorded.requireNothingHalfWritten(folder(task).path());
  }

  /** An episode is 40 environment steps of rewards 1/4, 2/4, 3/4, 0 and so on: 15, exactly. */
  @Test
  void finishesTheCellsThatDoNotFail() throws IOException {
    assertEquals(RunStatus.FINISHED, folder("dummy_counting").readRecord().status());
    assertEquals(
        List.of(15.0, 15.0),
        RunTable.EPISODES.read(folder("dummy_counting")).stream()
            .map(EpisodeRow::episodeReturn)
            .toList());
  }
}
