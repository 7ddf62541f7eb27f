package org.planetbench.harness.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.status.SuiteStatus;
import org.planetbench.suites.TaskId;

final class SubmittedCellsTest {
  private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

  @TempDir private Path runs;

  /** A scheduler that takes everything and does nothing. */
  private static final class Idle implements Handover {
    @Override
    public Handover of(Submission other) {
      return this;
    }

    @Override
    public void requireAcceptance() {}

    @Override
    public Map<String, String> program() {
      return Map.of("build", "0a1b");
    }

    @Override
    public Map<String, String> files() {
      return Map.of();
    }

    @Override
    public void keepProgram() {}

    @Override
    public String description() {
      return "";
    }

    @Override
    public List<String> submit() {
      return List.of("17", "18");
    }
  }

  /** Two cells, of the seeds 1 and 2. */
  private void submit() throws Exception {
    Profile profile =
        ExperimentMatrix.change(
            Profiles.load("smoke"),
            List.of(new TaskId("dummy_counting")),
            List.of("random"),
            List.of(1L, 2L),
            Map.of());
    List<CellSpec> cells =
        profile.cells().stream().map(cell -> profile.spec(cell, "smoke-1", 1, "abc")).toList();
    Submission.planned(runs, cells).submit(new Idle());
  }

  private void end(long seed, RunStatus status, Instant when) throws IOException {
    String cell = "dummy_counting-random-s" + seed;
    RunRecord begun =
        RunRecord.started(
            new RunRecord.Identity(
                "key-" + seed, cell, "dummy_counting", "random", seed, "tiny", "smoke", "smoke-1"),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            START);
    Optional<String> error =
        status == RunStatus.FAILED ? Optional.of("the disk is full") : Optional.empty();
    RunFolder.create(runs, cell).writeRecord(begun.ended(status, when, error));
  }

  private SuiteStatus status() throws IOException {
    return SubmittedCells.read(runs, 1).status();
  }

  @Test
  void oneThatHadFailedWaitsUntilItIsTriedAgain() throws Exception {
    end(1, RunStatus.FAILED, START.plusSeconds(10));
    end(3, RunStatus.INTERRUPTED, START.plusSeconds(10));
    submit();
    assertEquals("abc", SubmittedCells.read(runs, 1).commit());
    assertEquals("2 cells: 2 waiting", status().summary());
    assertEquals("the disk is full", status().cells().getFirst().note());
    end(2, RunStatus.FINISHED, START.plusSeconds(20));
    assertFalse(status().hasEnded());
    end(1, RunStatus.FAILED, START.plusSeconds(5)); // by the clock of another node
    assertEquals("2 cells: 1 done, 1 failed", status().summary());
    assertTrue(status().hasEnded());
    assertFalse(SuiteStatus.of(runs).hasEnded(), "a cell of no submission can go on");
  }

  @Test
  void oneThatFailsForTheFirstTimeHasEnded() throws Exception {
    submit();
    end(1, RunStatus.FAILED, START.plusSeconds(10));
    assertEquals("2 cells: 1 waiting, 1 failed", status().summary());
  }

  @Test
  void whatIsNoSubmissionIsRefused() throws IOException {
    assertThrows(MalformedFileException.class, this::status);
    Files.createDirectories(runs.resolve("submissions/1"));
    Files.writeString(runs.resolve("submissions/1/submission.json"), "{\"cells\": []}");
    String message = String.valueOf(assertThrows(MalformedFileException.class, this::status));
    assertTrue(message.endsWith("cells: expected at least one, got none"), message);
  }
}
