package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.planetbench.harness.study.MadeUpValues.requireSaid;

import org.junit.jupiter.api.Test;

/** Of which tasks a study speaks. */
final class PilotTest {
  private final MadeUpValues values = new MadeUpValues();
  private final Study study = new ModelStudy();

  private StudyAnswer answer(double atRandomOfSeed3) {
    for (String kind : new String[] {"rssm", "ssm"}) {
      values.add(kind, "rank_fidelity", kind.length());
      values.add(kind, "return", 100 * kind.length());
      for (int distance : FixedData.DISTANCES) {
        values.add(kind, "image_error_d" + distance, 1);
        values.add(kind, "reward_error_d" + distance, 1);
      }
    }
    values.add("run", "pilot_return", seed -> 100 + seed);
    values.add("random", "pilot_return", seed -> seed == 3 ? atRandomOfSeed3 : 14);
    return Pilot.answer(study, values.all());
  }

  @Test
  void aTaskOnWhichEveryRunBeatsRandomIsAnsweredAndTheReturnsAreTold() {
    StudyAnswer answer = answer(102);
    requireSaid(answer.answer(), "cheetah_run: rssm's return is 400");
    requireSaid(
        answer.findings(),
        "cheetah_run: pilot, passed: of seeds 1, 2, 3, 4, 5 PlaNet's runs return 101, 102, 103, 104,"
            + " 105 at the end, acting at random 14, 14, 102, 14, 14.");
    assertFalse(answer.findings().toString().contains("run's"), "no kind of dynamics of that name");
  }

  @Test
  void aTaskOnWhichOneRunDoesNotIsNotAnswered() {
    StudyAnswer answer = answer(103);
    assertEquals(1, answer.answer().size());
    requireSaid(
        answer.answer(), "cheetah_run: no answer, since PlaNet did not learn there: of seeds 1");
    assertTrue(answer.findings().isEmpty(), answer.findings()::toString);
  }

  @Test
  void whatWasNotMeasuredIsSaid() {
    values.add("rssm", "rank_fidelity", 1);
    requireSaid(
        Pilot.answer(study, values.all()).findings(),
        "cheetah_run: whether PlaNet's runs return more than acting at random was not measured.");
  }

  @Test
  void itIsOfTheRunsOfTheStudysFirstVariant() {
    assertTrue(Pilot.isOf(new DriftStudy(), "rssm"));
    assertFalse(Pilot.isOf(new DriftStudy(), "random_collection"));
    assertTrue(Pilot.isOf(new PlannerStudy(), "actor_cem"));
  }
}
