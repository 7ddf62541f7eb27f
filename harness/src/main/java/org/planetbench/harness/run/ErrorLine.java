package org.planetbench.harness.run;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What went wrong, in one line for people. */
public final class ErrorLine {
  private ErrorLine() {}

  /** The message; before it the exception's kind where that is needed to understand it. */
  public static String of(Throwable error) {
    if (error instanceof UncheckedIOException && saysMoreThanItsCause(error)) {
      return firstLine(String.valueOf(error.getMessage()));
    }
    Throwable cause =
        error instanceof UncheckedIOException && error.getCause() != null
            ? error.getCause()
            : error;
    boolean ours = cause.getClass().getName().startsWith("org.planetbench.");
    boolean plain = cause.getClass() == IOException.class;
    String message = cause.getMessage();
    String line = (ours || plain) && message != null ? message : cause.toString();
    return firstLine(line);
  }

  /** One made without a message has its cause as text. */
  private static boolean saysMoreThanItsCause(Throwable error) {
    return error.getMessage() != null
        && !error.getMessage().equals(String.valueOf(error.getCause()));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
