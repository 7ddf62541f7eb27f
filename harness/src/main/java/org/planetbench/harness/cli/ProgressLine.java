package org.planetbench.harness.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How far something is, in a line of a terminal: what fits, the important first. */
final class ProgressLine {
  private static final int LONGEST_BAR = 30;
  private static final int SHORTEST_BAR = 8;

  private ProgressLine() {}

  /**
   * {@code 5:22 left ████████░░░░ 42 % 1 of 3 cells}.
   *
   * @param time how long it takes, which is never left out
   * @param fraction that is done, from 0 to 1
   * @param what that is, in words
   */
  static String bar(int columns, String time, double fraction, String what) {
    String percent = String.format(Locale.ROOT, "%3d %%", (int) (100 * Math.clamp(fraction, 0, 1)));
    String right = fitting(columns - time.length() - 2, "  ", List.of(percent, what));
    int room = columns - 1 - time.length() - 2 - right.length() - 2;
    if (room < SHORTEST_BAR) {
      return fitting(columns, "  ", List.of(time, percent, what));
    }
    int length = Math.min(LONGEST_BAR, room);
    int full = (int) (length * Math.clamp(fraction, 0, 1));
    return time + "  " + "█".repeat(full) + "░".repeat(length - full) + "  " + right;
  }

  /** As many of the parts as are shorter together than the columns; the first is cut to them. */
  static String fitting(int columns, String separator, List<String> parts) {
    StringBuilder line = new StringBuilder();
    for (String part : parts) {
      if (line.isEmpty()) {
        line.append(part, 0, Math.clamp(columns - 1, 0, part.length()));
      } else if (!part.isEmpty() && line.length() + separator.length() + part.length() < columns) {
        line.append(separator).append(part);
      }
    }
    return line.toString();
  }

  /** {@code 5:22 left}, or how long it takes already where the rest is unknown. */
  static String time(double secondsLeft, Duration soFar) {
    return Double.isNaN(secondsLeft)
        ? clock(soFar.toMillis() / 1e3) + " so far"
        : clock(secondsLeft) + " left";
  }

  static String clock(double seconds) {
    long s = Math.round(seconds);
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
