package org.planetbench.suites;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The tail of a message about an unknown name: what it probably should have been. */
public final class Suggestion {
  private Suggestion() {}

  private static final int LONGEST = 100;
  private static final int AT_MOST = 4;

  /**
   * {@code "; did you mean 'x'?"} where a known name begins with the unknown one or is near it,
   * otherwise {@code "; known: a, b, c"}. Of names with a dot those count that are alike before it.
   */
  public static String of(String unknown, Collection<String> names) {
    String group = unknown.substring(0, unknown.lastIndexOf('.') + 1);
    List<String> alike = names.stream().filter(name -> name.startsWith(group)).toList();
    Collection<String> known = alike.isEmpty() ? names : alike;
    int most = nearest(alike.isEmpty() ? unknown : unknown.substring(group.length()));
    List<String> longer =
        known.stream().filter(name -> name.startsWith(unknown + "_")).limit(AT_MOST).toList();
    if (!longer.isEmpty()) {
      return "; did you mean " + longer.stream().collect(joining("' or '", "'", "'?"));
    }
    return known.stream()
        .filter(_ -> unknown.length() <= LONGEST)
        .min(Comparator.comparingInt(name -> distance(unknown, name)))
        .filter(name -> distance(unknown, name) <= most)
        .map(name -> "; did you mean '" + name + "'?")
        .orElseGet(() -> "; known: " + String.join(", ", known));
  }

  /** Changes of letters that leave most of the name. */
  private static int nearest(String unknown) {
    return Math.min(unknown.length() - 1, Math.max(2, unknown.length() / 3));
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
