package org.planetbench.suites;

/**
 * Something that has to be installed is missing or is not what this version was made for. The
 * message says what was expected, what was found, and the remedy.
 */
public final class MachineNotReadyException extends RuntimeException {
  public MachineNotReadyException(String message) {
    super(message);
  }

  public MachineNotReadyException(String message, Throwable cause) {
    super(message, cause);
  }
}
