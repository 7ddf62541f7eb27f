package org.planetbench.results.gate;

/**
 * A comparison and its verdict.
 *
 * @param subject what was compared: {@code cheetah_run rssm episode_return}
 * @param against a family of references, or {@code base}
 * @param blocking whether the verdict counts; otherwise it is for information
 */
public record Judgement(
    Gate gate, String subject, String against, boolean blocking, Verdict verdict) {
  /** Whether something was compared, however it came out. */
  public boolean compared() {
    return switch (verdict) {
      case Verdict.Pass _, Verdict.Regression _, Verdict.Improvement _ -> true;
      case Verdict.Inconclusive inconclusive -> inconclusive.evidence().isPresent();
      case Verdict.MissingReference _ -> false;
    };
  }
}
