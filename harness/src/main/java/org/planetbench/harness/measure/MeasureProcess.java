package org.planetbench.harness.measure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.planetbench.harness.run.CellJvm;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.Heap;
import org.planetbench.harness.run.OwnedProcess;

/**
 * Measures in a JVM like a cell's: the same flags, the same heap, the threads that were asked for.
 * The specification goes there on standard input, the result comes back as one line of JSON; what
 * it says on standard error is passed through.
 */
public final class MeasureProcess {
  /** The hidden command of the program that is such a process. */
  public static final String COMMAND = "probe";

  private MeasureProcess() {}

  /** How it ended, and what it measured if that was well. */
  public record Outcome(ExitCode exitCode, Optional<Measurement> measurement) {}

  /**
   * @param asked what the process's heap is to be; empty gives it what the recipe needs
   */
  public static Outcome run(MeasureSpec spec, Optional<Heap> asked)
      throws IOException, InterruptedException {
    Heap heap = asked.orElseGet(() -> Heap.needed(spec.setting()));
    ProcessBuilder builder =
        CellJvm.builder(spec.threads(), heap, List.of(COMMAND))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    try (OwnedProcess owned = OwnedProcess.start(builder)) {
      Process process = owned.process();
      try (OutputStream in = process.getOutputStream()) { // its end is the process's
        in.write((spec.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      ExitCode code = ExitCode.ofCell(process.waitFor());
      return new Outcome(
          code,
          code == ExitCode.SUCCESS
              ? Optional.of(Measurement.fromJson(said.strip()))
              : Optional.empty());
    }
  }
}
