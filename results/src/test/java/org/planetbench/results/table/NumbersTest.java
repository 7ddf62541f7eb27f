package org.planetbench.results.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void aLevelOfConfidenceIsSaidAsItWasGiven() {
    assertEquals("95 %", Numbers.exactPercent(0.95));
    assertEquals("90 %", Numbers.exactPercent(0.9));
    assertEquals("97.5 %", Numbers.exactPercent(0.975));
    assertEquals("99.99 %", Numbers.exactPercent(0.9999));
  }
}
