package org.planetbench.results.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunClaim;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.Runs;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.status.CellStatus.State;

class SuiteStatusTest {
  private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

  @TempDir Path runs;

  /** A run whose process has left it so. */
  private RunFolder left(long seed, RunStatus status) throws IOException {
    RunRecord running = Runs.record("cheetah_run-rssm-s" + seed);
    RunFolder folder = RunFolder.create(runs, running.cell());
    Optional<String> error =
        status == RunStatus.FAILED ? Optional.of("the disk is full") : Optional.empty();
    folder.writeRecord(
        status == RunStatus.RUNNING
            ? running
            : running.ended(status, running.startedAt().plusSeconds(100), error));
    return folder;
  }

  private static void progress(RunFolder folder, double done, double left) throws IOException {
    new RunProgress("learn", 3, 9, 12.5, done, left).write(folder);
  }

  private void claimedOn(String host, RunFolder folder, Instant lastSign) throws IOException {
    Files.createDirectories(folder.file(".claim/3-0123456789abcdef"));
    Path sign = folder.file(".claim/0123456789abcdef.json");
    Files.writeString(
        sign, "{\"host\": \"%s\", \"process\": 12, \"claimed_at\": \"%s\"}".formatted(host, START));
    Files.setLastModifiedTime(sign, FileTime.from(lastSign));
  }

  private CellStatus only() throws IOException {
    List<CellStatus> cells = SuiteStatus.of(runs).cells();
    assertEquals(1, cells.size());
    return cells.getFirst();
  }

  @Test
  void oneThatIsDoneSaysSinceWhen() throws IOException {
    left(1, RunStatus.FINISHED);
    assertEquals(State.DONE, only().state());
    assertEquals(1, only().fractionDone());
    assertEquals(100, only().ranSeconds());
    assertTrue(only().since().isPresent());
    assertTrue(SuiteStatus.of(runs).hasEnded());
  }

  @Test
  void oneThatFailedSaysWhy() throws IOException {
    left(1, RunStatus.FAILED);
    assertEquals(State.FAILED, only().state());
    assertEquals("the disk is full", only().note());
    assertEquals(Optional.of(Runs.START.plusSeconds(100)), only().since());
  }

  @Test
  void oneThatRunsHereOrElsewhereSaysWhere() throws IOException {
    RunFolder folder = left(1, RunStatus.RUNNING);
    progress(folder, 0.25, 30);
    try (RunClaim _ = folder.claim().orElseThrow()) {
      assertEquals(State.RUNNING, only().state());
      String here = "process " + ProcessHandle.current().pid() + " on host ";
      assertTrue(only().where().orElseThrow().startsWith(here));
    }
    claimedOn("n7", folder, Instant.now());
    assertEquals(State.RUNNING, only().state());
    assertEquals(Optional.of("process 12 on host n7"), only().where());
    assertEquals(Optional.of(START), only().since());
    assertEquals(30, only().secondsLeft());
    assertEquals(12.5, only().progress().orElseThrow().episodeReturn());
  }

  @Test
  void oneThatHasBeenSilentForLongIsStale() throws IOException {
    RunFolder folder = left(1, RunStatus.RUNNING);
    claimedOn("n7", folder, Instant.now().minusSeconds(301));
    assertEquals(State.STALE, only().state());
    assertTrue(only().note().startsWith("no sign of life since 20"), only().note());
    assertFalse(SuiteStatus.of(runs).hasEnded());
  }

  @Test
  void oneThatDiedCanGoOn() throws IOException {
    left(1, RunStatus.RUNNING);
    assertEquals(State.INTERRUPTED, only().state());
    assertEquals("its process died without a word", only().note());
    left(1, RunStatus.INTERRUPTED);
    assertEquals(State.INTERRUPTED, only().state());
  }

  @Test
  void oneThatHasNotBegunWaits() throws IOException {
    Files.writeString(RunFolder.create(runs, "cheetah_run-rssm-s1").file("cell.json"), "{}");
    Files.createDirectories(runs.resolve("report"));
    assertEquals(State.WAITING, only().state());
    assertEquals(0, only().fractionDone());
  }

  @Test
  void someAreLookedAtAloneAlsoBeforeTheyAreThere() throws IOException {
    left(1, RunStatus.FINISHED);
    left(2, RunStatus.INTERRUPTED);
    assertTrue(SuiteStatus.of(runs, List.of("cheetah_run-rssm-s1")).hasEnded());
    SuiteStatus two = SuiteStatus.of(runs, List.of("cheetah_run-rssm-s3", "cheetah_run-rssm-s1"));
    assertEquals("2 cells: 1 done, 1 waiting", two.summary());
    assertFalse(two.hasEnded());
  }

  @Test
  void oneWhoseRecordIsDamagedHasFailed() throws IOException {
    Files.writeString(left(1, RunStatus.FINISHED).file("run.json"), "{");
    assertEquals(State.FAILED, only().state());
    assertTrue(only().note().contains("not valid JSON"), only().note());
  }

  /** Two run, one a quarter done with 30 s left, so that a whole one takes 40 s. */
  @Test
  void addsUpTheTimeThatIsLeftForAll() throws IOException {
    assertEquals(OptionalDouble.empty(), SuiteStatus.of(runs).secondsLeft());
    for (long seed = 1; seed <= 2; seed++) {
      RunFolder folder = left(seed, RunStatus.RUNNING);
      progress(folder, 0.25, 30);
      claimedOn("n7", folder, Instant.now());
    }
    assertEquals(OptionalDouble.of(30), SuiteStatus.of(runs).secondsLeft());
    progress(left(3, RunStatus.INTERRUPTED), 0.5, 1);
    left(4, RunStatus.FAILED);
    Files.writeString(RunFolder.create(runs, "cheetah_run-rssm-s5").file("cell.json"), "{}");
    SuiteStatus status = SuiteStatus.of(runs);
    assertEquals(OptionalDouble.of((30 + 30 + 20 + 40) / 2.0), status.secondsLeft());
    assertEquals("5 cells: 2 running, 1 waiting, 1 interrupted, 1 failed", status.summary());
    RunFolder third = left(3, RunStatus.RUNNING);
    progress(third, 0, Double.NaN);
    claimedOn("n7", third, Instant.now());
    assertEquals(
        OptionalDouble.empty(), SuiteStatus.of(runs).secondsLeft(), "of one it is unknown");
  }

  @Test
  void aFolderThatIsNoneIsRefused() {
    assertThrows(MalformedFileException.class, () -> SuiteStatus.of(runs.resolve("missing")));
  }
}
