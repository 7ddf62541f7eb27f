package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExitCodeTest {
  @ParameterizedTest
  @CsvSource({
    "0, SUCCESS",
    "1, CELL_FAILED",
    "2, BAD_INPUT",
    "4, NOT_READY",
    "5, CELL_FAILED",
    "130, INTERRUPTED",
    "143, INTERRUPTED",
    "137, CELL_FAILED"
  })
  void aCellThatDidNotEndItselfHasFailed(int number, ExitCode code) {
    assertEquals(code, ExitCode.ofCell(number));
  }

  @Test
  void badInputOutweighsWhatMayBeRetried() {
    assertEquals(ExitCode.SUCCESS, ExitCode.worst(List.of()));
    assertEquals(
        ExitCode.CELL_FAILED,
        ExitCode.worst(List.of(ExitCode.SUCCESS, ExitCode.INTERRUPTED, ExitCode.CELL_FAILED)));
    assertEquals(
        ExitCode.BAD_INPUT, ExitCode.worst(List.of(ExitCode.CELL_FAILED, ExitCode.BAD_INPUT)));
  }
}
