package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BySeedTest {
  private static BySeed of(Map<Long, Double> numbers) {
    return new BySeed(new TreeMap<>(numbers));
  }

  @Test
  void differencesAreOfTheSeedsThatBothHave() {
    BySeed difference = of(Map.of(1L, 5.0, 2L, 7.0, 3L, 1.0)).less(of(Map.of(2L, 4.0, 4L, 9.0)));
    assertEquals(Map.of(2L, 3.0), difference.numbers());
    assertTrue(difference.less(of(Map.of())).sample().isEmpty());
  }

  /** The logarithm of nothing is no number. */
  @Test
  void whatIsNotFiniteIsLeftOut() {
    assertEquals(Map.of(2L, 0.0), of(Map.of(1L, 0.0, 2L, 1.0)).each(Math::log).numbers());
  }
}
