package org.planetbench.harness.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.UnwritableFileException;

/**
 * A cell in a JVM of its own. The parent writes the cell's specification as one line to its
 * standard input and keeps that open: when it closes, because the parent ended however it ended,
 * the cell stops resumably. Progress comes back on standard output; what goes wrong stands in the
 * run's {@code cell.log}.
 */
final class CellProcess {
  /** The hidden command of the program that is a cell's process. */
  static final String COMMAND = "cell";

  /** Its exit code if another process runs the cell already: nothing was touched. */
  static final int RUN_ELSEWHERE = 75;

  private static final long STOP_SECONDS = 20;

  private final CellSpec spec;
  private final Path log;
  private final Process process;

  private CellProcess(CellSpec spec, Path log, Process process) {
    this.spec = spec;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a cell whose run's folder is below {@code runs}.
   *
   * @throws org.planetbench.results.run.file.UnwritableFileException if that folder can't be
   *     written
   */
  static CellProcess start(CellSpec spec, Path runs, Heap heap) throws IOException {
    Path folder = runs.resolve(spec.cell().id());
    AtomicFile.createFolder(folder);
    Path log = folder.resolve("cell.log");
    requireWritable(log);
    ProcessBuilder builder =
        CellJvm.builder(spec.threads(), heap, List.of(COMMAND, "--runs", runs.toString()))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    CellProcess cell = new CellProcess(spec, log, builder.start());
    cell.give(spec);
    return cell;
  }

  /** Else the process could not be started, and the reason would be hard to find. */
  private static void requireWritable(Path log) throws IOException {
    try {
      FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw new UnwritableFileException(log, e);
    }
  }

  private void give(CellSpec spec) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((spec.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      // It died before it could read: its exit code and its log say why.
    }
  }

  CellSpec spec() {
    return spec;
  }

  /** Everything the cell's process said on standard error. */
  Path log() {
    return log;
  }

  /** Passes progress on until the cell ends, and returns its exit code. */
  int await(Consumer<Progress> listener) throws InterruptedException {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().map(Progress::fromLine).forEach(line -> line.ifPresent(listener));
    } catch (IOException | UncheckedIOException e) {
      process.destroy(); // its output is gone: nobody could say how it ended
    }
    return process.waitFor();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks the cell to stop resumably. */
  void stop() {
    process.destroy();
  }

  /** Waits for a stopped cell, and makes it end after a while. */
  void awaitStop() throws InterruptedException {
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
