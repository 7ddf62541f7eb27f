package org.planetbench.results.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class RankPowerTest {
  /** By NumPy: 200,000 samples at each shift, bisected; U's distribution by counting. */
  @Test
  void seesWhatManySamplesSay() {
    double twice = Math.sqrt(0.8);
    requireNear(0.1188, RankPower.detectableShift(8, 8, 0.05, Math.log(1.07), 0.005, twice));
    requireNear(0.1180, RankPower.detectableShift(8, 8, 0.05, 0, 0.005, twice));
    requireNear(1.978, RankPower.detectableShift(6, 9, 1, 0.5, 0.01, 0.8));
    requireNear(1.651, RankPower.detectableShift(8, 8, 1, 0, 0.05, 0.9));
  }

  private static void requireNear(double expected, double got) {
    assertEquals(expected, got, 0.02 * expected);
  }

  @Test
  void withoutNoiseItSeesWhatIsMoreThanTolerated() {
    assertEquals(0.25, RankPower.detectableShift(6, 6, 0, 0.25, 0.01, 0.8));
  }

  /** By counting all ways to deal 16 and 15 values. */
  @Test
  void knowsTheLeastSignificantU() {
    assertEquals(57, MannWhitney.leastSignificantU(8, 8, 0.005));
    assertEquals(47, MannWhitney.leastSignificantU(6, 9, 0.01));
    assertThrows(IllegalArgumentException.class, () -> MannWhitney.leastSignificantU(3, 3, 0.01));
  }
}
