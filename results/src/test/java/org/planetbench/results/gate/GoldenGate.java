package org.planetbench.results.gate;

import java.util.List;
import java.util.Optional;
import org.planetbench.results.stats.Interval;

/** A result with a judgement of every kind, for tests of how it is written. */
public final class GoldenGate {
  private static final Evidence EVIDENCE =
      new Evidence(
          "sum of rewards",
          1105.25,
          90.5,
          "sum of rewards",
          -1014.75,
          new Interval(-1020.5, -9.5, 0.99),
          "a test",
          -5.5,
          0.0001,
          0.01,
          8,
          4,
          12.345);

  public static final GateResult RESULT =
      new GateResult(
          List.of(Gate.RETURNS),
          List.of(
              judgement("same", true, new Verdict.Pass(Optional.of(EVIDENCE), "no difference")),
              judgement("worse", true, new Verdict.Regression(Optional.of(EVIDENCE), "lower <it>")),
              judgement("few", true, new Verdict.Inconclusive(Optional.empty(), "few seeds")),
              judgement("told", false, new Verdict.Improvement(Optional.of(EVIDENCE), "higher")),
              judgement("new", true, new Verdict.MissingReference("bless a run"))),
          "0123456789ab");

  private GoldenGate() {}

  private static Judgement judgement(String subject, boolean decides, Verdict verdict) {
    return new Judgement(Gate.RETURNS, subject, "own-ci", decides, verdict);
  }
}
