package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;

/** Shell scripts stand for a cell's program. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class CellProcessTest {
  private static final Progress PROGRESS =
      new Progress("cell", "learn", 1, 2, 3, 4, 5.5, Double.NaN, Double.NaN, 0.5, 60);

  @TempDir Path directory;

  private CellProcess start(String script) throws IOException {
    RunFolder folder = RunFolder.at(directory.resolve("cell"));
    Process process = new ProcessBuilder("bash", "-c", script).start();
    return new CellProcess(process, folder, folder.file("cell.log"));
  }

  @Test
  void passesProgressOnAndLeavesOutWhatALibraryPrints() throws Exception {
    List<Progress> heard = new ArrayList<>();
    String script =
        "echo 'a library says {'; echo '%s'; echo '{\"cell\":1'; exit 7"
            .formatted(PROGRESS.toLine());
    try (CellProcess cell = start(script)) {
      assertEquals(7, cell.await(heard::add));
    }
    assertEquals(List.of(PROGRESS), heard);
  }

  /** Its end is how the cell knows that its parent is gone. */
  @Test
  void keepsStandardInputOpenUntilTheCellIsStopped() throws Exception {
    String script = "echo '%s'; read -r line; exit 3".formatted(PROGRESS.toLine());
    try (CellProcess cell = start(script)) {
      assertEquals(143, cell.await(_ -> cell.stop()), "ended by SIGTERM, not by its input");
      cell.awaitStop();
    }
  }

  @Test
  void asksTheCellToStopSoThatItMayEndInItsOwnWay() throws Exception {
    String script =
        "trap 'exit 130' TERM; echo '%s'; while :; do sleep 0.05; done"
            .formatted(PROGRESS.toLine());
    List<Progress> heard = new ArrayList<>();
    try (CellProcess cell = start(script)) {
      int code =
          cell.await(
              progress -> {
                heard.add(progress);
                cell.stop();
              });
      assertEquals(130, code);
    }
    assertEquals(1, heard.size());
  }

  @Test
  void endsACellThatNobodyWaitsForAnyMore() throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();
    RunFolder folder = RunFolder.at(directory.resolve("cell"));
    new CellProcess(process, folder, folder.file("cell.log")).close();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
  }
}
