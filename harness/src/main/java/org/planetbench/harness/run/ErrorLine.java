package org.planetbench.harness.run;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What went wrong, in one line for people. */
public final class ErrorLine {
  private ErrorLine() {}

  /** The message; before it the exception's kind where that is needed to understand it. */
  public static String of(Throwable error) {
    Throwable cause =
        error instanceof UncheckedIOException && error.getCause() != null
            ? error.getCause()
            : error;
    boolean ours = cause.getClass().getName().startsWith("org.planetbench.");
    boolean plain = cause.getClass() == IOException.class;
    String message = cause.getMessage();
    String line = (ours || plain) && message != null ? message : cause.toString();
    return line.lines().findFirst().orElse("");
  }
}
