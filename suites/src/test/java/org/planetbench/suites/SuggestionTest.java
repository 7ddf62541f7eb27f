package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestionTest {
  @Test
  void aNearNameIsSuggested() {
    assertEquals(
        "; did you mean 'cheetah_run'?",
        Suggestion.of("cheeta_run", List.of("walker_walk", "cheetah_run")));
  }

  @Test
  void otherwiseAllNamesAreListed() {
    assertEquals("; known: a, b", Suggestion.of("something", List.of("a", "b")));
  }
}
