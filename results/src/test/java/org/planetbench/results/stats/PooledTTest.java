package org.planetbench.results.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Against SciPy's ttest_ind and noncentral t. */
class PooledTTest {
  @Test
  void testsAndIntervalsAreThoseOfSciPy() {
    for (JsonNode recorded : Recorded.read("pooled_t")) {
      PooledT t =
          PooledT.of(
              Sample.of(Recorded.numbers(recorded.required("x"))),
              Sample.of(Recorded.numbers(recorded.required("y"))));
      assertClose(recorded.required("t"), t.statistic());
      assertEquals(recorded.required("df").intValue(), t.degreesOfFreedom());
      JsonNode p = recorded.required("p");
      assertClose(p.required("less"), t.pValue(Alternative.LESS));
      assertClose(p.required("greater"), t.pValue(Alternative.GREATER));
      assertClose(p.required("two-sided"), t.pValue(Alternative.TWO_SIDED));
      Interval interval = t.interval(recorded.required("confidence").doubleValue());
      assertClose(recorded.required("interval").get(0), interval.low());
      assertClose(recorded.required("interval").get(1), interval.high());
      assertClose(
          recorded.required("p_equivalence"),
          t.pValueOfEquivalence(recorded.required("margin").doubleValue()));
    }
  }

  @Test
  void powerIsThatOfTheNoncentralT() {
    for (JsonNode recorded : Recorded.read("power")) {
      int n = recorded.required("n").intValue();
      int m = recorded.required("m").intValue();
      double alpha = recorded.required("alpha").doubleValue();
      double[] drops = Recorded.numbers(recorded.required("drops"));
      for (int i = 0; i < drops.length; i++) {
        double drop = 2 * drops[i];
        assertClose(recorded.required("power").get(i), Power.ofDrop(drop, 0, 2, n, m, alpha));
        double tolerated = 2 * recorded.required("tolerated").doubleValue();
        double beyond = Power.ofDrop(drop, tolerated, 2, n, m, alpha);
        assertClose(recorded.required("power_beyond").get(i), beyond);
      }
      double detectable = recorded.required("detectable").doubleValue();
      double found = new PooledT(-1, 3, n, m).detectableDrop(alpha, 0.8);
      assertEquals(3 * detectable, found, 1e-9 * detectable, n + ", " + m + ", " + alpha);
    }
  }

  @Test
  void zeroSpreadIsCertain() {
    PooledT drop = PooledT.of(new Sample(3, 1, 0), new Sample(3, 2, 0));
    assertEquals(0, drop.pValue(Alternative.LESS));
    assertEquals(1, drop.pValue(Alternative.GREATER));
    assertEquals(0, drop.detectableDrop(0.05, 0.8));
    PooledT same = PooledT.of(new Sample(3, 1, 0), new Sample(3, 1, 0));
    assertEquals(1, same.pValue(Alternative.TWO_SIDED));
    assertEquals(1, Power.ofDrop(1, 0, 0, 3, 3, 0.05));
    assertEquals(0.05, Power.ofDrop(0, 0, 0, 3, 3, 0.05));
    assertEquals(0.5, drop.detectableDrop(0.5, 0.05, 0.8));
    assertEquals(0, Power.ofDrop(1, 2, 0, 3, 3, 0.05));
  }

  /** What is tolerated and what chance does are both behind it. */
  @Test
  void aDropThatIsSeenIsMoreThanWhatIsTolerated() {
    PooledT sure = new PooledT(-1, 0.01, 7, 20);
    assertEquals(0.3, sure.detectableDrop(0.3, 0.01, 0.8), 0.005);
    PooledT spread = new PooledT(-1, 10, 7, 20);
    assertEquals(spread.detectableDrop(0.01, 0.8), spread.detectableDrop(0.3, 0.01, 0.8), 0.005);
  }

  @Test
  void oneSeedOnEachSideHasNoSpread() {
    Sample one = Sample.of(1);
    assertThrows(IllegalArgumentException.class, () -> PooledT.of(one, one));
    assertThrows(IllegalArgumentException.class, () -> new Sample(1, 0, 2));
    assertThrows(IllegalArgumentException.class, () -> Sample.of());
  }

  private static void assertClose(JsonNode expected, double actual) {
    assertEquals(expected.doubleValue(), actual, 1e-10 * Math.max(1, Math.abs(actual)));
  }
}
