package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;

/**
 * A disk that takes no more. A limit on the size of files stands for it, since any user may set
 * one: the same system calls fail, with EFBIG in place of ENOSPC.
 */
final class DiskFullIT {
  private static final String CELL = "dummy_counting-rssm-s1";
  private static final String[] RUN = {
    "run", "--profile", "smoke", "--task", "dummy_counting", "--variant", "rssm", "--runs", "runs"
  };

  @TempDir private static Path original;
  @TempDir private Path directory;

  @BeforeAll
  static void runOnce() throws IOException, InterruptedException {
    Bench.in(original).run(RUN).requireExitCode(0);
  }

  private static RunFolder folder(Path trial) {
    return RunFolder.at(trial.resolve("runs").resolve(CELL));
  }

  @ParameterizedTest
  @CsvSource({
    "100, cannot write an episode", // of 250 KiB
    "1000, cannot write" // the model, of 5 MiB, at the first checkpoint
  })
  void aRunStopsWithOneLineAndGoesOnOnceThereIsRoom(int kib, String line)
      throws IOException, InterruptedException {
    Bench.Ended full = Bench.in(directory).largestFileKib(kib).run(RUN);
    full.requireExitCode(5).requireOut(line).requireOut("File too large");
    assertFalse((full.out() + full.err()).contains("\tat "), full::toString);
    assertEquals(RunStatus.FAILED, folder(directory).readRecord().status());
    String error = folder(directory).readRecord().error().orElseThrow();
    assertEquals(1, error.lines().count(), error);
    assertTrue(error.contains("File too large"), error);
    Bench.in(directory).run(RUN).requireExitCode(0);
    Recorded.requireEqual(folder(original), folder(directory));
    Recorded.requireNothingHalfWritten(directory.resolve("runs"));
  }

  /** Not even the record can be written: the run is as if killed. */
  @Test
  void aDiskThatTakesNothingAtAllLeavesNoTrace() throws IOException, InterruptedException {
    Bench.Ended full = Bench.in(directory).largestFileKib(1).run(RUN).requireExitCode(5);
    assertFalse((full.out() + full.err()).contains("\tat "), full::toString);
    Bench.in(directory).run(RUN).requireExitCode(0);
    Recorded.requireEqual(folder(original), folder(directory));
  }
}
