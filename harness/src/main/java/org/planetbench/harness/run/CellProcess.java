package org.planetbench.harness.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.planetbench.results.run.RunFolder;

/**
 * A cell in a JVM of its own on this machine. The parent keeps the process's standard input open:
 * when it closes, because the parent ended however it ended, the cell stops resumably. Progress
 * comes back on standard output; what goes wrong stands in the run's {@code cell.log}.
 */
final class CellProcess implements Executor.Started {
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final Path log;
  private final LoadSampler sampler;

  CellProcess(Process process, RunFolder folder, Path log) {
    this.process = process;
    this.log = log;
    this.sampler = LoadSampler.start(process.toHandle(), folder);
  }

  @Override
  public Path log() {
    return log;
  }

  @Override
  public int await(Consumer<Progress> listener) throws InterruptedException {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().map(Progress::fromLine).forEach(line -> line.ifPresent(listener));
    } catch (IOException | UncheckedIOException e) {
      process.destroy(); // its output is gone: nobody could say how it ended
    }
    return process.waitFor();
  }

  @Override
  public void stop() {
    process.destroy();
  }

  @Override
  public void awaitStop() throws InterruptedException {
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    sampler.close();
    process.destroy(); // nobody would see its end
  }
}
