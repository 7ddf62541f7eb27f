package org.planetbench.results.run.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Checks what users are told. */
public final class Complaint {
  private Complaint() {}

  /** Asserts that {@code action} fails as {@code kind}, with one line that has {@code part}. */
  public static void assertSays(String part, Class<? extends Exception> kind, Executable action) {
    String message = String.valueOf(assertThrows(kind, action).getMessage());
    assertTrue(message.contains(part), message);
    assertFalse(message.contains("\n"), message);
  }
}
