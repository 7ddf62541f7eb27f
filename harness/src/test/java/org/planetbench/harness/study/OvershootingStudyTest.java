package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.planetbench.harness.study.MadeUpValues.requireSaid;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the study of overshooting says of made-up values, whose answer is known. */
final class OvershootingStudyTest {
  private final MadeUpValues values = new MadeUpValues();
  private final OvershootingStudy study = new OvershootingStudy();

  /**
   * All arms alike, but for the rank fidelity of some. Seeds differ by whole numbers, and not in
   * what is paired.
   */
  private StudyAnswer answer(Map<String, Double> fidelities) {
    for (String arm : study.parts("rssm")) {
      double fidelity = fidelities.getOrDefault(arm, 3.0);
      values.add(arm, "rank_fidelity", seed -> fidelity + seed);
      values.add(arm, "return", seed -> 300 + seed + (arm.equals("ssm_d50") ? -20 : 0));
      values.add(arm, "image_error_d12", 0.25);
      for (int distance : FixedData.DISTANCES) {
        values.add(
            arm,
            "divergence_d" + distance,
            arm.equals("rssm_d12") ? 5 : (10 + distance) * Math.exp(0.01 * (distance - 1)));
      }
    }
    return values.answer(study);
  }

  @Test
  void everyArmIsTestedInEachQuantity() {
    StudyAnswer answer = answer(Map.of("rssm_d50", 4.0));
    requireSaid(
        answer.findings(),
        "cheetah_run: overshooting d50 changes rssm's rank fidelity by +1 [+1, +1]: it helps.",
        "overshooting d12 changes rssm's rank fidelity by 0 [0, 0]: no effect is shown.",
        "overshooting d50 changes ssm's return by -20 [-20, -20]: it harms.",
        "overshooting d50 pairs changes rssm's return by 0 [0, 0]: no effect is shown.",
        "overshooting d12 changes rssm's divergence at 12 by -19.6 [-19.6, -19.6]: it shrinks.",
        "overshooting d12 changes drnn's rank fidelity by 0 [0, 0]: no effect is shown.");
    // 7 arms in 3 quantities, 4 slopes, 5 contrasts
    assertEquals(30, answer.findings().size());
    requireSaid(answer.answer(), "it helps: rssm d50 +1 [+1, +1]; it harms: none; not shown");
  }

  @Test
  void gainsAreHeldAgainstThoseOfRssm() {
    StudyAnswer answer =
        answer(Map.of("rssm_d50", 4.0, "early_prior_none", 2.0, "early_prior_d50", 5.0));
    requireSaid(
        answer.findings(),
        "what d50 gives early_prior in rank fidelity, beside what it gives rssm, is +2 [+2, +2]: more.",
        "what d50 gives drnn in rank fidelity, beside what it gives rssm, is -1 [-1, -1]: less.");
    requireSaid(
        answer.answer(),
        "what d50 gives early_prior, beside what it gives rssm, is +2 [+2, +2]: more");
  }

  @Test
  void settingsAreHeldAgainstEachOther() {
    StudyAnswer answer = answer(Map.of("rssm_d50", 4.0, "drnn_d12", 5.0));
    requireSaid(
        answer.findings(),
        "rssm's rank fidelity with d12, beside that with d50, is -1 [-1, -1]: lower.",
        "rssm's rank fidelity with d50, beside that with d50 pairs, is +1 [+1, +1]: higher.",
        "drnn's rank fidelity with d12, beside that with d50, is +2 [+2, +2]: higher.");
  }

  @Test
  void theControlHasTwoSettings() {
    StudyAnswer answer = answer(Map.of("drnn_d12", 4.0));
    requireSaid(
        answer.answer(),
        "the positive control, drnn, with d12 by +1 [+1, +1] shows a gain, as in the paper, in rank"
            + " fidelity offline; with d50 by 0 [0, 0] does not show the paper's gain, in rank"
            + " fidelity offline.");
  }

  @Test
  void aControlThatLosesIsSaid() {
    StudyAnswer answer = answer(Map.of("drnn_d12", 2.0));
    requireSaid(
        answer.answer(),
        "with d12 by -1 [-1, -1] shows a loss in rank fidelity offline, where the paper has a gain");
  }

  /** Of 22 exp(0.11) and 11 the log of the ratio is log 2 + 0.11 = 0.803. */
  @Test
  void aDivergenceThatGrowsIsToldWithItsSlope() {
    StudyAnswer answer = answer(Map.of());
    requireSaid(
        answer.answer(),
        "without overshooting rssm's divergence is 11 nats at distance 1 and 24.6 at distance 12, the"
            + " log of whose ratio is +0.80 [+0.80, +0.80]: it grows with the distance; the image"
            + " error at 12 is 0.25.");
    requireSaid(answer.findings(), "without overshooting early_prior's divergence is 11 nats");
  }

  @Test
  void withoutTheControlThereIsNoAnswer() {
    values.add("rssm_none", "rank_fidelity", 3);
    values.add("rssm_none", "divergence_d1", 3);
    requireSaid(
        values.answer(study).answer(), "the positive control, drnn, was not measured: no answer.");
  }
}
