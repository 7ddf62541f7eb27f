package org.planetbench.results.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against SciPy's permutation_test and ttest_1samp. */
class PairedDifferencesTest {
  @Test
  void testsAndIntervalsAreThoseOfSciPy() {
    int compared = 0;
    for (JsonNode recorded : Recorded.read("paired")) {
      PairedDifferences differences =
          PairedDifferences.of(Recorded.numbers(recorded.required("differences")));
      boolean exact = differences.method() == PairedDifferences.Method.EXACT;
      assertEquals(recorded.required("exact").booleanValue(), exact);
      double p = recorded.required("p").doubleValue();
      assertEquals(p, differences.pValue(), 1e-12 + 1e-9 * p);
      double confidence = recorded.required("confidence").doubleValue();
      double[] ends = Recorded.numbers(recorded.required("interval"));
      Optional<Interval> interval = differences.interval(confidence);
      assertEquals(differences.pairs() >= 5, interval.isPresent());
      if (interval.isPresent()) {
        assertEquals(ends[0], interval.get().low(), 1e-9);
        assertEquals(ends[1], interval.get().high(), 1e-9);
        compared++;
      }
    }
    assertEquals(5, compared);
  }

  @Test
  void noDifferenceAtAllIsNoEvidence() {
    PairedDifferences none = PairedDifferences.of(0, 0, 0, 0, 0);
    assertEquals(1, none.pValue());
    assertEquals(new Interval(0, 0, 0.95), none.interval(0.95).orElseThrow());
    assertEquals(1, PairedDifferences.of(new double[30]).pValue());
  }

  @Test
  void fewPairsCannotSayMuch() {
    assertEquals(0.25, PairedDifferences.of(5, 6, 7).pValue());
    assertEquals(0.25, PairedDifferences.leastPValue(3));
    assertEquals(1, PairedDifferences.leastPValue(1));
    assertEquals(Optional.empty(), PairedDifferences.of(5, 6, 7, 8).interval(0.95));
    assertThrows(IllegalArgumentException.class, () -> PairedDifferences.of());
    assertThrows(IllegalArgumentException.class, () -> PairedDifferences.of(Double.NaN));
  }
}
