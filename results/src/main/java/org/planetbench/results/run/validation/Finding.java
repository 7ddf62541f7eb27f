package org.planetbench.results.run.validation;

import java.util.Comparator;
import java.util.Locale;

/**
 * Something about a file of a folder of runs.
 *
 * @param file relative to the folder of runs
 * @param line counted from 1; 0 if the file as a whole is meant
 * @param problem expected and got, in one line
 */
public record Finding(Severity severity, String file, long line, String problem)
    implements Comparable<Finding> {
  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::file)
          .thenComparingLong(Finding::line)
          .thenComparing(Finding::severity)
          .thenComparing(Finding::problem);

  /** How bad it is. */
  public enum Severity {
    /** The folder is not what a run leaves: its numbers can't be trusted. */
    ERROR,
    /** Worth knowing, and no reason to distrust a number. */
    NOTE
  }

  /** One line for people: {@code error cell/run.json:3: expected ..., got ...}. */
  public String toLine() {
    return String.format(
        Locale.ROOT,
        "%-5s  %s%s: %s",
        severity.name().toLowerCase(Locale.ROOT),
        file,
        line > 0 ? ":" + line : "",
        problem);
  }

  @Override
  public int compareTo(Finding other) {
    return ORDER.compare(this, other);
  }
}
