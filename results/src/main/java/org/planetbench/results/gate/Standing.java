package org.planetbench.results.gate;

/** What a judgement comes to in a result, in the order in which they are told. */
enum Standing {
  FAILED("Failed"),
  /** Not told either way, or without a reference: neither passed nor failed. */
  INCONCLUSIVE("Inconclusive"),
  /** Declared by the policy to decide nothing. */
  INFORMATIONAL("For information only, by the policy"),
  PASSED("Passed, with a remark"),
  /** Beside published numbers and the like, which never decide. */
  BESIDE("For information");

  private final String heading;

  Standing(String heading) {
    this.heading = heading;
  }

  String heading() {
    return heading;
  }

  static Standing of(Judgement judgement) {
    if (!judgement.blocking()) {
      return judgement.informational().isPresent() ? INFORMATIONAL : BESIDE;
    }
    return switch (judgement.verdict()) {
      case Verdict.Pass _ -> PASSED;
      case Verdict.Regression _, Verdict.Improvement _ -> FAILED;
      case Verdict.Inconclusive _, Verdict.MissingReference _ -> INCONCLUSIVE;
    };
  }
}
