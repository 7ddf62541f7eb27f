package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where cells run: starts a cell, which can then be watched and stopped. */
public interface Executor {
  /** How a cell ends if another process runs it already: nothing was touched. */
  int RUN_ELSEWHERE = 75;

  /**
   * Starts the cell that a file describes.
   *
   * @throws org.planetbench.results.run.file.UnwritableFileException if the run's folder can't be
   *     written
   */
  Started start(CellFile cell) throws IOException;

  /** A cell that was started. Closing it stops a cell that has not ended. */
  interface Started extends AutoCloseable {
    /** Where the cell says what went wrong. */
    Path log();

    /**
     * Passes progress on until the cell ends.
     *
     * @return its exit code: {@link #RUN_ELSEWHERE}, or one that {@link ExitCode#ofCell} knows
     */
    int await(Consumer<Progress> listener) throws InterruptedException;

    /** Asks the cell to stop resumably. */
    void stop();

    /** Waits for a cell that was asked to stop, and makes it end after a while. */
    void awaitStop() throws InterruptedException;

    @Override
    void close();
  }
}
