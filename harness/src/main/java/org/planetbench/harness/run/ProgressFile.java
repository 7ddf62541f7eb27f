package org.planetbench.harness.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.planetbench.results.run.RunFolder;

/**
 * Keeps a run's {@code progress.json} up to date, on a thread of its own: the loop waits for no
 * disk. What can't be written, because the disk is full, is left out.
 */
final class ProgressFile implements Consumer<Progress>, AutoCloseable {
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final RunFolder folder;
  private final AtomicReference<@Nullable Progress> newest = new AtomicReference<>();
  private final Thread writer;

  private ProgressFile(RunFolder folder) {
    this.folder = folder;
    this.writer = Thread.ofPlatform().daemon().name("progress").unstarted(this::work);
  }

  static ProgressFile start(RunFolder folder) {
    ProgressFile file = new ProgressFile(folder);
    file.writer.start();
    return file;
  }

  @Override
  public void accept(Progress progress) {
    newest.set(progress);
  }

  private void work() {
    try {
      while (true) {
        Thread.sleep(write() ? BETWEEN : Duration.ofMillis(200));
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Whether there was anything new. */
  private boolean write() {
    Optional<Progress> progress = Optional.ofNullable(newest.getAndSet(null));
    try {
      if (progress.isPresent()) {
        progress.get().summary().write(folder);
      }
    } catch (IOException e) {
      // It is for people who look on; the next may be written.
    }
    return progress.isPresent();
  }

  /** Writes the last, too. */
  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    write();
  }
}
