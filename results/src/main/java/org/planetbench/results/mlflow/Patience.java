package org.planetbench.results.mlflow;

import java.time.Duration;

/**
 * How long to wait for a server.
 *
 * @param quiet since its last answer, or the last part of a file that went out
 * @param longest in all
 * @param failures how many tries in a row may bring nothing any further
 */
public record Patience(Duration quiet, Duration longest, int failures) {
  private static final int FAILURES = 3;

  /** For whoever has something else to do: a server that is down is given up soon. */
  public static Patience of(Duration quiet, Duration longest) {
    return new Patience(quiet, longest, FAILURES);
  }
}
