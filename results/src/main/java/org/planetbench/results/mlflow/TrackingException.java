package org.planetbench.results.mlflow;

import java.io.IOException;

/** The tracking server did not do what it was asked. The message is one line. */
public final class TrackingException extends IOException {
  /** Why, as far as it decides what to do next. */
  public enum Reason {
    /** No answer, or one that says "later": worth another try. */
    UNREACHABLE,
    /** The server refused, and will again, or could not store a file: told, not waited for. */
    REJECTED,
    /** What the request names is not there (any more). */
    MISSING
  }

  private final Reason reason;

  TrackingException(Reason reason, String message, Throwable cause) {
    super(message.lines().findFirst().orElse(""), cause);
    this.reason = reason;
  }

  TrackingException(Reason reason, String message) {
    super(message.lines().findFirst().orElse(""));
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
