package org.planetbench.harness.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.planetbench.harness.run.ExitCode;

/** Ends a process with the one that started it, even if that was killed. */
final class ParentWatch {
  private ParentWatch() {}

  /** Standard input, of which nothing is expected, ends when the parent does. */
  static void start() {
    Thread.ofPlatform().daemon().name("parent-watch").start(() -> exitAtTheEndOf(System.in));
  }

  private static void exitAtTheEndOf(InputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // as good as an end
    }
    System.exit(ExitCode.INTERRUPTED.number());
  }
}
