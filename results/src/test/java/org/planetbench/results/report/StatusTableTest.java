package org.planetbench.results.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunClaim;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.Runs;
import org.planetbench.results.table.Table;

class StatusTableTest {
  private static final String CELL = "cheetah_run-rssm-s3";

  @TempDir Path folder;

  private RunFolder begun() throws IOException {
    RunFolder run = RunFolder.create(folder.resolve("runs"), CELL);
    run.writeRecord(Runs.record(CELL));
    return run;
  }

  @Test
  void isThereOnlyWhileACellRuns() throws IOException {
    RunFolder run = begun();
    List<Path> folders = List.of(folder.resolve("runs"));
    try (RunClaim _ = run.claim().orElseThrow()) {
      Table table = StatusTable.whileRunning(folders);
      assertEquals("1 cell: 1 running.", table.caption());
      assertEquals(CELL, table.rows().getFirst().getFirst().text());
    }
    assertTrue(StatusTable.whileRunning(folders).isEmpty());
  }
}
