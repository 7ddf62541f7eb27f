package org.planetbench.harness.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.run.CellHost;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.harness.run.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The process of one cell, started by {@code bench run}; see {@code CellProcess}. */
@Command(
    name = "cell",
    hidden = true,
    description = "Runs the cell whose specification comes on standard input.")
final class CellCommand implements Callable<Integer> {
  @Option(names = "--runs", required = true)
  private Path runs = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line == null) {
      throw new BadInputException(
          "bench cell: expected a specification on standard input; use bench run --cell");
    }
    CellSetting setting = CellSetting.of(CellSpec.fromJson(line));
    Thread.ofPlatform().daemon().name("parent-watch").start(() -> exitWithParent(in));
    return new CellHost(setting, runs, System.out, System.err).run();
  }

  /** Standard input ends when the parent does, even if that was killed. */
  private static void exitWithParent(BufferedReader in) {
    try {
      while (in.readLine() != null) {
        // nothing more is expected
      }
    } catch (IOException | UncheckedIOException e) {
      // as good as an end
    }
    System.exit(ExitCode.INTERRUPTED.number());
  }
}
