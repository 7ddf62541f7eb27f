package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;

/**
 * Profile, runs and checkpoints that an earlier commit wrote are good for today's commands. The
 * runs are of commit 8867b5b, the first with schema version 3 for all that MLflow is told, by
 * {@code bench run --profile profile.yaml --runs . --seed 1}, and the same of seed 2, which SIGTERM
 * stopped after two updates.
 */
final class FoldersOfBeforeIT {
  private static final String RUNS = "/before/8867b5b.zip";
  private static final String FINISHED = "cartpole_balance-rssm-s1";
  private static final String STOPPED = "cartpole_balance-rssm-s2";

  @TempDir private Path directory;

  @BeforeEach
  void unpack() throws IOException {
    try (InputStream packed = Objects.requireNonNull(getClass().getResourceAsStream(RUNS));
        ZipInputStream zip = new ZipInputStream(packed)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = directory.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
        }
      }
    }
  }

  private Bench.Ended bench(String... arguments) throws IOException, InterruptedException {
    return Bench.in(directory).run(arguments);
  }

  @Test
  void areReadVerifiedAndReported() throws IOException, InterruptedException {
    bench("verify", FINISHED).requireExitCode(0).requireOut("as certified");
    bench("status", "--runs", ".").requireExitCode(0).requireOut("2 cells: 1 done, 1 interrupted");
    bench("stats", "--runs", ".").requireExitCode(0).requireOut("interrupted");
    bench("report", "--runs", ".").requireExitCode(0);
  }

  @Test
  void goOnWhereTheyStopped() throws IOException, InterruptedException {
    RunFolder finished = RunFolder.at(directory.resolve(FINISHED));
    String before = Files.readString(finished.file("certificate.csv"));
    bench("run", "--profile", "profile.yaml", "--runs", ".")
        .requireExitCode(0)
        .requireOut("1 to run, 1 of them going on where they stopped; 1 finished before");
    assertEquals(before, Files.readString(finished.file("certificate.csv")));
    bench("verify", STOPPED).requireExitCode(0).requireOut("as certified");
  }
}
