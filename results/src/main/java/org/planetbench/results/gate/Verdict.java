package org.planetbench.results.gate;

import java.util.Optional;

/** What came of one comparison. */
public sealed interface Verdict {
  /** Empty where nothing could be compared, or where no statistics is needed, as with bits. */
  Optional<Evidence> evidence();

  /** One line for people. */
  String why();

  /** The word used in files. */
  default String id() {
    return switch (this) {
      case Pass _ -> "pass";
      case Regression _ -> "regression";
      case Improvement _ -> "improvement";
      case Inconclusive _ -> "inconclusive";
      case MissingReference _ -> "missing reference";
    };
  }

  /** No difference that matters was found, and it would have been. */
  record Pass(Optional<Evidence> evidence, String why) implements Verdict {}

  /** Worse, by more than chance and by more than is tolerated. */
  record Regression(Optional<Evidence> evidence, String why) implements Verdict {}

  /**
   * Better, by more than chance and by more than is tolerated: as suspicious, unless it is meant.
   */
  record Improvement(Optional<Evidence> evidence, String why) implements Verdict {}

  /** Too little was measured to tell. */
  record Inconclusive(Optional<Evidence> evidence, String why) implements Verdict {}

  /** There is nothing to compare with. */
  record MissingReference(String why) implements Verdict {
    @Override
    public Optional<Evidence> evidence() {
      return Optional.empty();
    }
  }
}
