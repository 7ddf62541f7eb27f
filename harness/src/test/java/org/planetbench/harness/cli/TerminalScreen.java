package org.planetbench.harness.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal shows of bytes that were written to it: as much of ECMA-48 as progress needs, and
 * the wrapping of long lines. A code that it does not know is a mistake of the writer.
 */
final class TerminalScreen {
  private static final Pattern ESCAPE = Pattern.compile("\u001b\\[([0-9]*)([A-Z])");

  private final int columns;
  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;

  TerminalScreen(int columns) {
    this.columns = columns;
  }

  TerminalScreen feed(String text) {
    Matcher escape = ESCAPE.matcher(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\r' -> column = 0;
        case '\n' -> {
          column = 0; // as terminals are set by default
          down();
        }
        case '\u001b' -> {
          if (!escape.find(i) || escape.start() != i) {
            throw new IllegalArgumentException("no code that is known: " + text.substring(i + 1));
          }
          perform(
              escape.group(2), escape.group(1).isEmpty() ? 1 : Integer.parseInt(escape.group(1)));
          i = escape.end() - 1;
        }
        default -> put(c);
      }
    }
    return this;
  }

  private void perform(String code, int count) {
    switch (code) {
      case "A" -> row = Math.max(0, row - count);
      case "J" -> {
        rows.subList(row + 1, rows.size()).clear();
        rows.get(row).setLength(Math.min(column, rows.get(row).length()));
      }
      default -> throw new IllegalArgumentException("no code that is known: " + code);
    }
  }

  private void put(char c) {
    if (column == columns) {
      column = 0;
      down();
    }
    StringBuilder line = rows.get(row);
    while (line.length() <= column) {
      line.append(' ');
    }
    line.setCharAt(column++, c);
  }

  private void down() {
    row++;
    if (row == rows.size()) {
      rows.add(new StringBuilder());
    }
  }

  /** All rows, the last one too if something stands there. */
  List<String> rows() {
    List<String> shown = rows.stream().map(line -> line.toString().stripTrailing()).toList();
    return shown.getLast().isEmpty() ? shown.subList(0, shown.size() - 1) : shown;
  }
}
