package org.planetbench.suites;

/** A task was asked for that the registry does not have. */
public final class UnknownTaskException extends IllegalArgumentException {
  UnknownTaskException(String message) {
    super(message);
  }
}
