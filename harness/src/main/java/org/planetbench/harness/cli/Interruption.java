package org.planetbench.harness.cli;

import org.planetbench.harness.run.ExitCode;

/**
 * Ctrl-C or SIGTERM while a command works that may be called again: it ends with the exit code for
 * that, whatever it was doing, and not with the signal's number.
 */
final class Interruption implements AutoCloseable {
  /** What has to be stopped first. */
  interface Stop {
    void stop() throws InterruptedException;
  }

  private volatile Stop stop = () -> {};
  private volatile boolean over;

  private Interruption() {}

  /** From here to {@link #close}. */
  static Interruption guard() {
    Interruption guard = new Interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(guard::interrupted, "interruption"));
    return guard;
  }

  /** From now on, this is stopped before the program ends. */
  void stopping(Stop first) {
    stop = first;
  }

  private void interrupted() {
    if (over) {
      return; // the program ends by itself
    }
    try {
      stop.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
  }

  @Override
  public void close() {
    over = true;
  }
}
