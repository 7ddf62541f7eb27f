package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "Cheetah_run", "cheetah run", "cheetah__run", "_run", "cheetah_"})
  void saysWhatAnIdIsMadeOf(String id) {
    assertEquals(
        "a task id is words of [a-z0-9] joined by single _, as in cheetah_run, got '" + id + "'",
        assertThrows(IllegalArgumentException.class, () -> new TaskId(id)).getMessage());
  }
}
