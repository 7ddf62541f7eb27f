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
        "cheetah_run: overshooting changes the rank fidelity of rssm d50 by +1 [+1, +1]: it helps.",
        "overshooting changes the rank fidelity of rssm d12 by 0 [0, 0]: no effect is shown.",
        "overshooting changes the return of ssm d50 by -20 [-20, -20]: it harms.",
        "overshooting changes the return of rssm d50 pairs by 0 [0, 0]: no effect is shown.",
        "overshooting changes the divergence at 12 of rssm d12 by -19.6 [-19.6, -19.6]: it shrinks.",
        "overshooting changes the rank fidelity of drnn d12 by 0 [0, 0]: no effect is shown.");
    // 7 arms in 4 quantities, 4 slopes, 5 contrasts
    assertEquals(37, answer.findings().size());
    requireSaid(
        answer.answer(),
        "with overshooting, beside the same dynamics without it, of 5 arms these order plans better:"
            + " rssm d50; none is shown to order plans worse.");
  }

  @Test
  void gainsAreHeldAgainstThoseOfRssm() {
    StudyAnswer answer =
        answer(Map.of("rssm_d50", 4.0, "early_prior_none", 2.0, "early_prior_d50", 5.0));
    requireSaid(
        answer.findings(),
        "what d50 gives early_prior in rank fidelity, beside what it gives rssm, is +2 [+2, +2]: more.",
        "what d50 gives drnn in rank fidelity, beside what it gives rssm, is -1 [-1, -1]: less.");
  }

  @Test
  void settingsAreHeldAgainstEachOther() {
    StudyAnswer answer = answer(Map.of("rssm_d50", 4.0, "drnn_d12", 5.0));
    requireSaid(
        answer.findings(),
        "rssm's rank fidelity with d12, beside that with d50, is -1 [-1, -1]: lower.",
        "rssm's rank fidelity with d50 pairs, beside that with d50, is -1 [-1, -1]: lower.",
        "drnn's rank fidelity with d12, beside that with d50, is +2 [+2, +2]: higher.");
  }

  @Test
  void theControlHasTwoSettings() {
    StudyAnswer answer = answer(Map.of("drnn_d12", 4.0));
    requireSaid(
        answer.answer(),
        "the positive control is drnn, which the paper shows to gain in return from online training:"
            + " of 2 arms these order plans better: drnn d12; none is shown to order plans worse.");
  }

  @Test
  void withoutAGainOfTheControlNoGainOfOthersIsNoEvidence() {
    StudyAnswer answer = answer(Map.of("drnn_d12", 2.0));
    requireSaid(
        answer.answer(),
        "none is shown to order plans better; these order plans worse: drnn d12; so that what the"
            + " others are not shown to gain is no evidence that they do not.");
  }

  /** Of four seeds' returns nothing is shown. */
  @Test
  void aModelThatDivergedIsNamed() {
    answer(Map.of());
    values.removeIf(value -> value.subject().equals("drnn_d12") && value.seed() == 3);
    values.add(diverged("diverged", 1));
    values.add(diverged("rank_fidelity", 0));
    StudyAnswer answer = values.answer(study);
    requireSaid(
        answer.findings(),
        "cheetah_run: drnn_d12 of seed 3 diverged: rank fidelity counts as 0, other measures are"
            + " missing.",
        "overshooting changes the rank fidelity of drnn d12 by -1.2",
        "overshooting changes the return of drnn d12 by 0: no effect is shown: fewer than 5 seeds.");
  }

  private static StudyValue diverged(String quantity, double value) {
    return new StudyValue("cheetah_run", "rssm", 3, 9, "drnn_d12", quantity, value, 1);
  }

  /** Of 22 exp(0.11) and 11 the log of the ratio is log 2 + 0.11 = 0.803. */
  @Test
  void aDivergenceThatGrowsIsToldWithItsSlope() {
    StudyAnswer answer = answer(Map.of());
    requireSaid(
        answer.answer(),
        "without overshooting rssm's divergence of posterior and open-loop prior is 11 nats at distance"
            + " 1 and 24.6 at distance 12: it grows with the distance.");
    requireSaid(
        answer.findings(),
        "without overshooting rssm's divergence is 11 nats at distance 1 and 24.6 at distance 12, by"
            + " seeds a mean log ratio of +0.80 [+0.80, +0.80]: it grows with the distance; the image"
            + " error at 12 is 0.25.",
        "without overshooting early_prior's divergence is 11 nats");
  }

  @Test
  void withoutTheControlThereIsNoAnswer() {
    values.add("rssm_none", "rank_fidelity", 3);
    values.add("rssm_none", "divergence_d1", 3);
    requireSaid(
        values.answer(study).answer(), "the positive control, drnn, was not measured: no answer.");
  }
}
