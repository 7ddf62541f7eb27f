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
  void soAreTheNamesThatBeginWithIt() {
    List<String> known = List.of("cheetah_run", "walker_run", "walker_walk", "walkers");
    assertEquals("; did you mean 'cheetah_run'?", Suggestion.of("cheetah", known));
    assertEquals("; did you mean 'walker_run' or 'walker_walk'?", Suggestion.of("walker", known));
  }

  @Test
  void aNameOfWhichNothingIsLeftIsNotNear() {
    assertEquals("; known: ci, a", Suggestion.of("/", List.of("ci", "a")));
  }

  @Test
  void namesOfTheSameGroupComeFirst() {
    List<String> known = List.of("batch", "repeat.cartpole", "repeat.other");
    assertEquals("; known: repeat.cartpole, repeat.other", Suggestion.of("repeat.humanoid", known));
    assertEquals("; did you mean 'repeat.other'?", Suggestion.of("repeat.othr", known));
    assertEquals("; did you mean 'repeat.other'?", Suggestion.of("repaet.other", known));
  }

  @Test
  void otherwiseAllNamesAreListed() {
    assertEquals("; known: a, b", Suggestion.of("something", List.of("a", "b")));
  }
}
