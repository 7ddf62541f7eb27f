package org.planetbench.results.table;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Sentences for a terminal. */
public final class TerminalText {
  private static final int COLUMNS = 100;

  private TerminalText() {}

  /** In lines that a terminal has room for, each ended. */
  public static String wrapped(String words) {
    return words.replaceAll("(.{1," + COLUMNS + "})( |$)", "$1\n");
  }

  /** In lines of at most so many characters; a longer word is cut. */
  static List<String> lines(String words, int width) {
    return Pattern.compile("\\G(.{1,%1$d})(?: +|$)|(.{1,%1$d})".formatted(width))
        .matcher(words)
        .results()
        .map(MatchResult::group)
        .map(String::strip)
        .toList();
  }
}
