package org.planetbench.results.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.planetbench.results.stats.MannWhitney.Method;

/** Against SciPy: its exact method without ties, its enumerated permutations with ties. */
class MannWhitneyTest {
  @Test
  void pValuesAreThoseOfSciPy() {
    for (JsonNode recorded : Recorded.read("mann_whitney")) {
      double[] x = Recorded.numbers(recorded.required("x"));
      double[] y = Recorded.numbers(recorded.required("y"));
      boolean exact = recorded.required("exact").booleanValue();
      assertTest(recorded, MannWhitney.test(x, y, Alternative.LESS), "less", exact);
      assertTest(recorded, MannWhitney.test(x, y, Alternative.GREATER), "greater", exact);
      assertTest(recorded, MannWhitney.test(x, y, Alternative.TWO_SIDED), "two-sided", exact);
    }
  }

  private static void assertTest(
      JsonNode recorded, MannWhitney test, String alternative, boolean exact) {
    String name = recorded.required("x").size() + " against " + recorded.required("y").size();
    assertEquals(recorded.required("u").doubleValue(), test.u(), name);
    double expected = recorded.required("p").required(alternative).doubleValue();
    assertEquals(expected, test.pValue(), 1e-12 * expected, name + " " + alternative);
    assertEquals(exact ? Method.EXACT : Method.NORMAL_APPROXIMATION, test.method(), name);
  }

  /** As each pair by itself says, of values that are often equal. */
  @Test
  void uCountsPairs() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    double[] x = random.ints(300, 0, 40).mapToDouble(i -> i / 4.0).toArray();
    double[] y = random.ints(200, 5, 50).mapToDouble(i -> i / 4.0).toArray();
    double above = 0;
    double equal = 0;
    for (double a : x) {
      for (double b : y) {
        above += a > b ? 1 : 0;
        equal += a == b ? 1 : 0;
      }
    }
    assertTrue(above > 0 && equal > 0);
    assertEquals(above + equal / 2, MannWhitney.u(x, y));
    assertEquals(300 * 200 - above - equal / 2, MannWhitney.u(y, x));
  }

  @Test
  void equalValuesShowNothing() {
    double[] few = {1, 1, 1};
    double[] many = new double[100];
    MannWhitney exact = MannWhitney.test(few, few, Alternative.TWO_SIDED);
    assertEquals(1, exact.pValue());
    assertEquals(0.5, exact.superiority());
    assertEquals(1, MannWhitney.test(many, many, Alternative.GREATER).pValue());
    double[] signedZeros = {-0.0, 0.0};
    double[] zeros = {0.0, 0.0};
    assertEquals(1, MannWhitney.test(signedZeros, zeros, Alternative.LESS).pValue());
  }

  @Test
  void wantsFiniteValues() {
    double[] none = {};
    double[] diverged = {1, Double.NaN};
    double[] fine = {1, 2};
    assertThrows(
        IllegalArgumentException.class, () -> MannWhitney.test(none, fine, Alternative.LESS));
    assertThrows(
        IllegalArgumentException.class, () -> MannWhitney.test(fine, diverged, Alternative.LESS));
  }
}
