package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.harness.experiment.BadInputException;

final class HeapTest {
  @ParameterizedTest
  @CsvSource({"1500m, -Xmx1500m", "3g, -Xmx3072m", "64M, -Xmx64m", "1024G, -Xmx1048576m"})
  void isGivenToTheJvm(String text, String option) {
    assertEquals(option, Heap.chosen(text).jvmOption());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "3", "3 gb", "1.5g", "-1g", "63m", "1025g", "999999999g", "m"})
  void isRefusedWhereItIsNoSize(String text) {
    String message =
        String.valueOf(assertThrows(BadInputException.class, () -> Heap.chosen(text)).getMessage());
    assertTrue(message.startsWith("--heap: expected a size from 64m to 1024g"), message);
    assertTrue(message.endsWith("got '" + text + "'"), message);
  }

  @Test
  void isWhatItAlwaysWasUnlessChosen() {
    assertEquals("-Xmx1500m", Heap.chosen(null).jvmOption());
  }
}
