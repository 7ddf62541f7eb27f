package org.planetbench.results.table;

/** Sentences for a terminal. */
public final class TerminalText {
  private static final int COLUMNS = 100;

  private TerminalText() {}

  /** In lines that a terminal has room for, each ended. */
  public static String wrapped(String words) {
    return words.replaceAll("(.{1," + COLUMNS + "})( |$)", "$1\n");
  }
}
