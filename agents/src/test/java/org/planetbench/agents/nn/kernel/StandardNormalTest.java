package org.planetbench.agents.nn.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The oracle: torch.special.ndtr and ndtri of PyTorch 2.9.1, in double precision. */
class StandardNormalTest {
  @ParameterizedTest
  @CsvSource({
    "-5,2.8665157186802404e-07",
    "-1.3,0.0968004845856103",
    "-1e-9,0.49999999960105773",
    "0,0.5",
    "0.25,0.5987063256829237",
    "2,0.9772498680518208",
    "4.5,0.9999966023268753",
    "8.5,1",
    "40,1",
    "-40,0"
  })
  void theDistributionIsPytorchs(double x, double below) {
    assertEquals(below, StandardNormal.below(x), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({
    "1e-7,-5.1993375821928165",
    "0.003,-2.7477813854449926",
    "0.1,-1.2815515655446004",
    "0.5,0",
    "0.6,0.2533471031357997",
    "0.975,1.959963984540054",
    "0.9999999,5.199337582290661"
  })
  void theQuantilesArePytorchs(double p, double x) {
    assertEquals(x, StandardNormal.quantile(p), 1e-9);
  }

  @Test
  void theQuantileIsTheInverse() {
    for (double x = -6; x <= 6; x += 0.0137) {
      assertEquals(x, StandardNormal.quantile(StandardNormal.below(x)), 1e-7, "at " + x);
    }
    assertEquals(Double.NEGATIVE_INFINITY, StandardNormal.quantile(0));
    assertEquals(Double.POSITIVE_INFINITY, StandardNormal.quantile(1));
  }

  @Test
  void theDensityIsTheSlope() {
    for (double x = -4; x <= 4; x += 0.37) {
      double slope = (StandardNormal.below(x + 1e-5) - StandardNormal.below(x - 1e-5)) / 2e-5;
      assertEquals(slope, StandardNormal.density(x), 1e-9);
      assertTrue(StandardNormal.density(x) > 0);
    }
  }
}
