package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.file.UnwritableFileException;

/** Runs each cell in a JVM of its own on this machine. */
public final class LocalExecutor implements Executor {
  /** The hidden command of the program that is a cell's process. */
  public static final String COMMAND = "cell-process";

  private final Optional<Heap> heap;

  /**
   * @param heap of each cell's JVM; empty gives it what its recipe needs
   */
  public LocalExecutor(Optional<Heap> heap) {
    this.heap = heap;
  }

  @Override
  public Started start(CellFile cell) throws IOException {
    Path log = cell.folder().file(RunFolder.LOG);
    requireWritable(log);
    Heap size = heap.orElseGet(() -> Heap.needed(CellSetting.of(cell.spec())));
    ProcessBuilder builder =
        CellJvm.builder(
                cell.spec().threads(),
                size,
                List.of(COMMAND, cell.path().toAbsolutePath().toString()))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new CellProcess(builder.start(), cell.folder(), log);
  }

  /** Else the process could not be started, and the reason would be hard to find. */
  private static void requireWritable(Path log) throws IOException {
    try {
      FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw new UnwritableFileException(log, e);
    }
  }
}
