package org.planetbench.suites;

import java.util.Collection;
import java.util.Comparator;

/** The tail of a message about an unknown name: what it probably should have been. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * {@code "; did you mean 'x'?"} where a known name is near, otherwise {@code "; known: a, b, c"}.
   */
  public static String of(String unknown, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(unknown, name)))
        .filter(name -> distance(unknown, name) <= Math.max(2, unknown.length() / 3))
        .map(name -> "; did you mean '" + name + "'?")
        .orElseGet(() -> "; known: " + String.join(", ", known));
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
