package org.planetbench.results.gate;

import java.util.Optional;

/**
 * A comparison and its verdict.
 *
 * @param subject what was compared: {@code cheetah_run rssm episode_return}
 * @param against a family of references, or {@code base}
 * @param blocking whether the verdict counts; otherwise it is for information
 * @param informational why the policy lets it not count; empty where it counts, or never would
 */
public record Judgement(
    Gate gate,
    String subject,
    String against,
    boolean blocking,
    Optional<String> informational,
    Verdict verdict) {
  public Judgement {
    if (blocking && informational.isPresent()) {
      throw new IllegalArgumentException(subject + ": blocking, yet " + informational.get());
    }
  }

  /** One that the policy says no more of. */
  public Judgement(Gate gate, String subject, String against, boolean blocking, Verdict verdict) {
    this(gate, subject, against, blocking, Optional.empty(), verdict);
  }

  /** What the policy could let count, and lets be for information. */
  static Judgement of(
      Gate gate, String subject, String against, Optional<String> informational, Verdict verdict) {
    return new Judgement(gate, subject, against, informational.isEmpty(), informational, verdict);
  }

  /** Whether something was compared, however it came out. */
  public boolean compared() {
    return switch (verdict) {
      case Verdict.Pass _, Verdict.Regression _, Verdict.Improvement _ -> true;
      case Verdict.Inconclusive inconclusive -> inconclusive.evidence().isPresent();
      case Verdict.MissingReference _ -> false;
    };
  }
}
