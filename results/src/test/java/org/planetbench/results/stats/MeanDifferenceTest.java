package org.planetbench.results.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Against SciPy's ttest_ind without equal variances, and ttest_1samp. */
class MeanDifferenceTest {
  @Test
  void testsAndIntervalsAreThoseOfSciPy() {
    for (JsonNode recorded : Recorded.read("mean_difference")) {
      Sample x = Sample.of(Recorded.numbers(recorded.required("x")));
      JsonNode y = recorded.required("y");
      MeanDifference difference =
          y.isNull()
              ? MeanDifference.fromExact(x, recorded.required("exact").doubleValue())
              : MeanDifference.of(x, Sample.of(Recorded.numbers(y)));
      assertClose(recorded.required("df"), difference.degreesOfFreedom());
      JsonNode p = recorded.required("p");
      assertClose(p.required("less"), difference.pValue(0, Alternative.LESS));
      assertClose(p.required("greater"), difference.pValue(0, Alternative.GREATER));
      assertClose(p.required("two-sided"), difference.pValue(0, Alternative.TWO_SIDED));
      Interval interval = difference.interval(recorded.required("confidence").doubleValue());
      assertClose(recorded.required("interval").get(0), interval.low());
      assertClose(recorded.required("interval").get(1), interval.high());
      assertClose(
          recorded.required("p_equivalence"),
          difference.pValueOfEquivalence(recorded.required("margin").doubleValue()));
    }
  }

  @Test
  void powerIsThatOfTheNoncentralT() {
    for (JsonNode recorded : Recorded.read("power_of_difference")) {
      double freedom = recorded.required("freedom").doubleValue();
      double alpha = recorded.required("alpha").doubleValue();
      double[] differences = Recorded.numbers(recorded.required("differences"));
      for (int i = 0; i < differences.length; i++) {
        assertClose(
            recorded.required("power").get(i),
            Power.ofDifference(2 * differences[i], 2, freedom, alpha));
      }
      double detectable = recorded.required("detectable").doubleValue();
      double found = new MeanDifference(-1, 3, freedom).detectable(alpha, 0.8);
      assertEquals(3 * detectable, found, 1e-9 * detectable, freedom + ", " + alpha);
    }
    assertEquals(0, new MeanDifference(1, 0, 4).detectable(0.05, 0.8));
  }

  /** Every seed the same: nothing is left to chance. */
  @Test
  void zeroSpreadIsCertain() {
    MeanDifference lower = MeanDifference.of(new Sample(3, 1, 0), new Sample(2, 2, 0));
    assertEquals(0, lower.pValue(0, Alternative.TWO_SIDED));
    assertEquals(0, lower.pValueOfEquivalence(1.5));
    assertEquals(1, lower.pValueOfEquivalence(0.5));
    assertEquals(
        1, MeanDifference.fromExact(new Sample(3, 1, 0), 1).pValue(0, Alternative.TWO_SIDED));
  }

  @Test
  void refusesWhatHasNoSpread() {
    assertThrows(
        IllegalArgumentException.class, () -> MeanDifference.fromExact(new Sample(1, 1, 0), 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> MeanDifference.of(new Sample(3, 1, 1), new Sample(1, 1, 0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> MeanDifference.of(new Sample(3, 1, 1), new Sample(3, 1, 1)).pValueOfEquivalence(0));
  }

  private static void assertClose(JsonNode expected, double got) {
    double value = expected.doubleValue();
    assertEquals(value, got, 1e-9 * Math.max(1e-3, Math.abs(value)), () -> expected.toString());
  }
}
