package org.planetbench.agents;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** What tests of error messages share. */
public final class Errors {
  private Errors() {}

  /** The message of the error that the call must end with. */
  public static String messageOf(Class<? extends Throwable> type, Executable call) {
    return String.valueOf(assertThrows(type, call).getMessage());
  }
}
