package org.planetbench.harness.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.ErrorLine;

/** Slurm's own commands. */
final class Slurm {
  private Slurm() {}

  /**
   * @throws BadInputException if there is no Slurm on this machine
   */
  static void requireInstalled() throws InterruptedException {
    try {
      if (new ProcessBuilder("sbatch", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0) {
        return;
      }
    } catch (IOException e) {
      // said below
    }
    throw new BadInputException(
        "--to slurm: expected sbatch on this machine, got none that works; submit from a login node, or see --dry-run");
  }

  /**
   * Submits all parts, and the report after them.
   *
   * @return the numbers of the jobs, the report's last
   */
  static List<String> submit(SlurmArray array) throws IOException, InterruptedException {
    List<String> jobs = new ArrayList<>();
    try {
      for (SlurmArray.Part part : array.parts()) {
        jobs.add(call(array.sbatch(part)));
      }
      jobs.add(call(array.sbatchReport(List.copyOf(jobs))));
    } catch (BadInputException e) {
      throw withdrawn(jobs, e);
    } catch (IOException e) { // no process can be made, for one
      throw withdrawn(jobs, new BadInputException("--to slurm: " + ErrorLine.of(e), e));
    }
    return jobs;
  }

  /** Nothing stays half-submitted; the reason says so of what could not be taken back. */
  private static BadInputException withdrawn(List<String> jobs, BadInputException reason)
      throws IOException, InterruptedException {
    for (String job : jobs) {
      try {
        call(List.of("scancel", job));
      } catch (BadInputException e) {
        return new BadInputException(
            "%s; job %s was submitted and could not be cancelled: %s"
                .formatted(reason.getMessage(), job, e.getMessage()));
      }
    }
    return reason;
  }

  /** Without what each line begins with: who says it, and that it is an error. */
  private static String oneLine(String said) {
    return said.lines()
        .map(line -> line.replaceFirst("^\\w+: (error: )?", ""))
        .collect(Collectors.joining("; "));
  }

  private static String call(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new BadInputException(
          "--to slurm: " + command.getFirst() + " refuses: " + oneLine(said));
    }
    return said.lines().reduce("", (_, last) -> last).replaceFirst(";.*", ""); // ;cluster
  }
}
