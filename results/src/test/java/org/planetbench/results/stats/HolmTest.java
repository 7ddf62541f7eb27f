package org.planetbench.results.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class HolmTest {
  /** 0.01 of 4 tests, 0.02 of 3, and 0.03 is more than the half of 0.05. */
  @Test
  void stopsAtTheFirstThatIsTooLarge() {
    assertArrayEquals(
        new boolean[] {false, true, false, true},
        Holm.rejected(List.of(0.03, 0.01, 0.04, 0.0166), 0.05));
    assertArrayEquals(new boolean[] {false, false}, Holm.rejected(List.of(0.03, 0.04), 0.05));
    assertArrayEquals(new boolean[] {true, true}, Holm.rejected(List.of(0.025, 0.05), 0.05));
    assertArrayEquals(new boolean[] {true}, Holm.rejected(List.of(0.05), 0.05));
    assertArrayEquals(new boolean[] {}, Holm.rejected(List.of(), 0.05));
  }

  @Test
  void whatIsNoNumberIsNotRejected() {
    assertArrayEquals(new boolean[] {false}, Holm.rejected(List.of(Double.NaN), 0.05));
  }
}
