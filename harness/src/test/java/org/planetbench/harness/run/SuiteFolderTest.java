package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.results.RunFolder;
import org.planetbench.results.RunRecord;
import org.planetbench.results.RunStatus;

final class SuiteFolderTest {
  private static final Profile SMOKE = Profiles.load("smoke");
  private static final Cell CELL = SMOKE.cells().getFirst();

  @TempDir Path directory;

  private SuiteFolder suite;

  @BeforeEach
  void open() throws IOException {
    suite = SuiteFolder.open(directory.resolve("runs"), SMOKE);
  }

  private SuiteFolder.Plan plan(Profile profile, int threads) throws IOException {
    return suite.plan(profile, List.of(CELL), threads, "none");
  }

  /** A record as the cell's process leaves it. */
  private void record(int threads, RunStatus status) throws IOException {
    CellSpec spec = plan(SMOKE, threads).todo().getFirst();
    RunRecord running =
        new RunRecord(
            RunRecord.SCHEMA_VERSION,
            "key",
            CELL.id(),
            CELL.task().id(),
            CELL.variant(),
            CELL.seed(),
            "tiny",
            "smoke",
            suite.id(),
            RunStatus.RUNNING,
            CellSetting.of(spec).settings(),
            new LinkedHashMap<>(),
            List.of(),
            Instant.EPOCH,
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty());
    RunFolder.create(suite.path(), CELL.id())
        .writeRecord(running.ended(status, Instant.EPOCH, Optional.empty()));
  }

  @Test
  void theIdStaysTheSameWhenTheFolderIsOpenedAgain() throws IOException {
    assertEquals(suite.id(), SuiteFolder.open(suite.path(), SMOKE).id());
  }

  @Test
  void aFinishedCellIsNotRunAgain() throws IOException {
    record(1, RunStatus.FINISHED);
    assertEquals(List.of(CELL), plan(SMOKE, 1).finished());
    assertTrue(plan(SMOKE, 1).todo().isEmpty());
  }

  @Test
  void anInterruptedRunKeepsTheThreadsItBeganWith() throws IOException {
    record(3, RunStatus.INTERRUPTED);
    SuiteFolder.Plan plan = plan(SMOKE, 1);
    assertEquals(List.of(CELL), plan.resumed());
    assertEquals(3, plan.todo().getFirst().threads());
  }

  @Test
  void aFolderThatHoldsARunWithOtherSettingsIsRefused() throws IOException {
    record(1, RunStatus.INTERRUPTED);
    Profile other =
        ExperimentMatrix.change(SMOKE, List.of(), List.of(), List.of(), Map.of("batch", "3"));
    String message =
        String.valueOf(assertThrows(BadInputException.class, () -> plan(other, 1)).getMessage());
    assertTrue(message.contains("recipe.batch = 4, asked for is 3"), message);
  }
}
