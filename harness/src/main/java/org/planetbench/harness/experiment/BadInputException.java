package org.planetbench.harness.experiment;

/**
 * Something the user wrote is wrong: one line that says what, what was expected, what was found,
 * and what to do. Exit code 2.
 */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
