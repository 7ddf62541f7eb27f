package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;

/**
 * Cells that are handed to a scheduler: a script that runs an array's indices stands for sbatch.
 */
final class SubmitIT {
  private static final String SBATCH =
      """
      #!/bin/bash
      here=$(dirname "$(dirname "$0")")
      echo "$*" >>"$here/calls"
      range=0-0
      while [[ $1 == --* ]]; do
        [[ $1 != --version ]] || exit 0
        [[ $1 != --array=* ]] || range=${1#--array=}
        shift
      done
      range=${range%%%*}
      for ((i = 0; i <= ${range#*-}; i++)); do
        SLURM_ARRAY_JOB_ID=999917 SLURM_ARRAY_TASK_ID=$i bash "$@" </dev/null >>"$here/out" 2>&1 || echo "index $i: $?" >>"$here/ends"
      done
      echo 999917
      """;

  @TempDir private Path directory;
  private Path bin;

  @BeforeEach
  void makeScheduler() throws IOException {
    bin = Files.createDirectory(directory.resolve("bin"));
    Path sbatch = Files.writeString(bin.resolve("sbatch"), SBATCH);
    assertTrue(sbatch.toFile().setExecutable(true));
    Files.writeString(directory.resolve("counting.yaml"), Bench.COUNTING);
  }

  private Bench.Ended submit(String path, String... more) throws IOException, InterruptedException {
    String[] call = {"submit", "--to", "slurm", "--profile", "counting.yaml", "--runs", "runs"};
    List<String> all = new ArrayList<>(List.of(call));
    all.addAll(List.of(more));
    return Bench.in(directory).environment("PATH", path).run(all.toArray(String[]::new));
  }

  private String withScheduler() {
    return bin + ":" + System.getenv("PATH");
  }

  @Test
  void runsEachCellAndThenWritesTheReport() throws IOException, InterruptedException {
    submit(withScheduler(), "--max-parallel", "2", "--max-array-size", "3")
        .requireExitCode(0)
        .requireOut("Submitted 3 cells as 999917, 999917, and the report as 999917");
    String calls = Bench.text(directory.resolve("calls"));
    assertTrue(calls.contains("--array=0-1%1 ") && calls.contains("--array=0-0%1 "), calls);
    assertTrue(calls.contains("--dependency=afterany:999917:999917 "), calls);
    assertTrue(Files.notExists(directory.resolve("ends")), "a job failed");
    for (int seed = 1; seed <= 3; seed++) {
      RunFolder run = RunFolder.at(directory.resolve("runs/dummy_counting-random-s" + seed));
      assertEquals(RunStatus.FINISHED, run.readRecord().status());
    }
    assertTrue(Files.exists(directory.resolve("runs/report/index.html")));
    Bench.in(directory).run("verify", "--runs", "runs").requireExitCode(0);
    submit(withScheduler()).requireExitCode(0).requireOut("nothing to submit");
  }

  @Test
  void aDryRunWritesNothingAndNeedsNoScheduler() throws IOException, InterruptedException {
    submit("/nowhere", "--dry-run")
        .requireExitCode(0)
        .requireOut("2  dummy_counting-random-s3")
        .requireOut("sbatch --parsable --array=0-2 ")
        .requireOut("#SBATCH --requeue");
    assertTrue(Files.notExists(directory.resolve("runs")));
  }

  /** The cells' processes obey the variable, and have to fit. */
  @Test
  void memoryFollowsTheHeapThatTheCellsGet() throws IOException, InterruptedException {
    Bench.in(directory)
        .environment("PLANETBENCH_CELL_HEAP", "3g")
        .run("submit", "--to", "slurm", "--profile", "counting.yaml", "--runs", "runs", "--dry-run")
        .requireExitCode(0)
        .requireOut("#SBATCH --mem=6844M");
    Bench.in(directory)
        .environment("PLANETBENCH_CELL_HEAP", "3g")
        .run(
            "submit --to slurm --profile counting.yaml --runs runs --dry-run --memory 3071"
                .split(" "))
        .requireExitCode(2)
        .requireErr("--memory: expected at least 3072 MiB, the heap of the largest cell, got 3071");
  }

  @Test
  void withoutASchedulerNothingIsSubmitted() throws IOException, InterruptedException {
    submit("/nowhere").requireExitCode(2).requireErr("--to slurm: expected sbatch");
    assertTrue(Files.notExists(directory.resolve("runs")));
  }
}
