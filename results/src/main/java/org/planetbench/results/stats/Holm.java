package org.planetbench.results.stats;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction for several tests (Holm 1979): the probability of one false alarm
 * among all of them is at most the level, however they depend on each other.
 */
public final class Holm {
  private Holm() {}

  /**
   * Which of the hypotheses of no difference are rejected.
   *
   * @param pValues one a test
   * @return one a test, in the same order
   */
  public static boolean[] rejected(List<Double> pValues, double level) {
    int count = pValues.size();
    boolean[] rejected = new boolean[count];
    List<Integer> smallestFirst =
        IntStream.range(0, count).boxed().sorted(Comparator.comparing(pValues::get)).toList();
    for (int i = 0; i < count; i++) {
      int test = smallestFirst.get(i);
      if (!(pValues.get(test) <= level / (count - i))) {
        break;
      }
      rejected[test] = true;
    }
    return rejected;
  }
}
