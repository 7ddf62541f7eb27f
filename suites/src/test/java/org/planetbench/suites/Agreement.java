package org.planetbench.suites;

import java.util.Arrays;

/** How many arrays were compared, how many were equal in every bit, and how far others were off. */
final class Agreement {
  private int compared;
  private int equal;
  private double worst;
  private String firstDifference = "";

  void compare(String what, int step, double[] expected, double[] got) {
    compared++;
    if (Arrays.equals(expected, got)) {
      equal++;
    } else {
      worst = Math.max(worst, distance(expected, got));
      differs(what, step, Arrays.toString(expected), Arrays.toString(got));
    }
  }

  void compare(String what, int step, String expected, String got) {
    compared++;
    if (expected.equals(got)) {
      equal++;
    } else {
      differs(what, step, expected, got);
    }
  }

  private void differs(String what, int step, String expected, String got) {
    if (firstDifference.isEmpty()) {
      firstDifference =
          "%s after step %d: expected %s, got %s".formatted(what, step, expected, got);
    }
  }

  /** The largest difference of two numbers; infinite if the lengths differ or one is no number. */
  private static double distance(double[] a, double[] b) {
    if (a.length != b.length) {
      return Double.POSITIVE_INFINITY;
    }
    double distance = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs(a[i] - b[i]);
      distance =
          Math.max(distance, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return distance;
  }

  int compared() {
    return compared;
  }

  int equal() {
    return equal;
  }

  double worst() {
    return worst;
  }

  /** Nothing compared is no agreement. */
  boolean within(double tolerance) {
    return compared > 0 && (tolerance == 0 ? equal == compared : worst <= tolerance);
  }

  @Override
  public String toString() {
    return "%d of %d equal, others differ by up to %s; first %s"
        .formatted(equal, compared, worst, firstDifference);
  }
}
