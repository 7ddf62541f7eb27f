package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.SystemRow;
import org.planetbench.results.run.csv.RunTable;

final class LoadSamplerTest {
  private static final String WORK = "i=0; while :; do i=$((i+1)); done";

  @TempDir private Path runs;

  @Test
  void aProcessThatWorksKeepsACoreBusy() throws IOException, InterruptedException {
    List<SystemRow> rows = sampled(true);
    assertEquals(1, rows.size());
    SystemRow row = rows.getFirst();
    assertTrue(row.cellCpuPercent() > 5 && row.cellCpuPercent() < 110, row::toString);
    assertTrue(row.cpuPercent() > 5 && row.cpuPercent() <= 100, row::toString);
    assertTrue(row.cellMemoryMb() > 0.5 && row.cellMemoryMb() < 50, row::toString);
    assertTrue(row.memoryMb() > row.cellMemoryMb(), row::toString);
    assertTrue(row.memoryPercent() > 0 && row.memoryPercent() < 100, row::toString);
    long age = System.currentTimeMillis() - row.timestampMs();
    assertTrue(age >= 0 && age < 60_000, row::toString);
  }

  @Test
  void aProcessThatDoesNotHaveTheRunIsNotSampled() throws IOException, InterruptedException {
    assertEquals(List.of(), sampled(false));
  }

  private List<SystemRow> sampled(boolean holds) throws IOException, InterruptedException {
    RunFolder folder = RunFolder.create(runs, "cheetah_run-rssm-s1");
    Process cell = new ProcessBuilder("sh", "-c", WORK).start();
    Files.createDirectories(folder.file(".claim/1-0123456789abcdef"));
    Files.writeString(
        folder.file(".claim/0123456789abcdef.json"),
        """
        {"host": "n7", "process": %d, "claimed_at": "2026-01-01T00:00:00Z"}
        """
            .formatted(holds ? cell.pid() : cell.pid() + 1));
    try (LoadSampler _ = LoadSampler.start(cell.toHandle(), folder)) {
      long deadline = System.nanoTime() + (holds ? 30_000_000_000L : 2_500_000_000L);
      while (lines(RunTable.SYSTEM.in(folder)) < 2 && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
    } finally {
      cell.destroyForcibly();
    }
    return Files.exists(RunTable.SYSTEM.in(folder)) ? RunTable.SYSTEM.read(folder) : List.of();
  }

  /** The first has the columns' names. */
  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file).lines().count() : 0;
  }
}
