package org.planetbench.results.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.planetbench.results.claims.Claim.Published;
import org.planetbench.results.claims.Protocol.Observations;
import org.planetbench.results.claims.Reproduction.Verdict;
import org.planetbench.results.stats.Sample;

class ReproductionTest {
  private static final Published OF_TEN_SEEDS =
      new Published(300, OptionalDouble.of(40), OptionalInt.of(10), OptionalInt.empty());
  private static final Published OF_UNKNOWN_SEEDS =
      new Published(300, OptionalDouble.of(40), OptionalInt.empty(), OptionalInt.empty());

  @Test
  void closeSeedsReproduce() {
    assertEquals(Verdict.REPRODUCED, verdict(OF_TEN_SEEDS, 290, 310, 320, 280));
    assertEquals(Verdict.REPRODUCED, verdict(OF_UNKNOWN_SEEDS, 290, 310, 320, 280));
  }

  @Test
  void farSeedsAreHigherOrLower() {
    assertEquals(Verdict.HIGHER, verdict(OF_TEN_SEEDS, 490, 510, 520, 480));
    assertEquals(Verdict.LOWER, verdict(OF_UNKNOWN_SEEDS, 90, 110, 120, 80));
  }

  @Test
  void seedsThatSpreadOrAreFewDoNotTell() {
    assertEquals(Verdict.INCONCLUSIVE, verdict(OF_TEN_SEEDS, 100, 300, 500));
  }

  @Test
  void oneSeedHasNoVerdict() {
    assertEquals(Optional.empty(), reproduction(OF_TEN_SEEDS, 300).verdict());
    assertEquals(OptionalDouble.empty(), reproduction(OF_TEN_SEEDS, 300).detectable());
  }

  @Test
  void onlyWhatIsInconclusiveSaysWhatItWouldHaveSeen() {
    double detectable = reproduction(OF_TEN_SEEDS, 100, 300, 500).detectable().orElseThrow();
    assertTrue(detectable > 400, () -> "would have seen " + detectable);
    for (double[] ours : new double[][] {{290, 310, 320}, {490, 510, 520}, {300, 300, 300}}) {
      assertEquals(OptionalDouble.empty(), reproduction(OF_UNKNOWN_SEEDS, ours).detectable());
    }
  }

  @Test
  void saysThatThePublishedMeanIsTakenAsExact() {
    assertFalse(reproduction(OF_TEN_SEEDS, 1, 2).isPublishedMeanExact());
    assertTrue(reproduction(OF_UNKNOWN_SEEDS, 1, 2).isPublishedMeanExact());
  }

  @Test
  void aProtocolNamesItsConflicts() {
    Protocol there =
        new Protocol(
            "cheetah_run",
            105_000,
            Observations.PIXELS,
            OptionalInt.of(2),
            Collections.emptySortedMap(),
            true);
    Protocol here =
        new Protocol(
            "cheetah_run",
            100_000,
            Observations.PIXELS,
            OptionalInt.of(4),
            Collections.emptySortedMap(),
            false);
    assertEquals(
        List.of("action repeat 2 there, 4 here", "whole episodes there, cut short here"),
        there.conflicts(here));
    Protocol sooner =
        new Protocol(
            "cheetah_run",
            50_000,
            Observations.SIMULATOR,
            OptionalInt.empty(),
            Collections.emptySortedMap(),
            true);
    assertEquals(
        List.of(
            "after 105,000 environment steps there, 50,000 here",
            "from pixels there, simulator here"),
        there.conflicts(sooner));
  }

  private static Verdict verdict(Published published, double... ours) {
    return reproduction(published, ours).verdict().orElseThrow();
  }

  private static Reproduction reproduction(Published published, double... ours) {
    return Reproduction.of(Sample.of(ours), published, Reproduction.MARGIN);
  }
}
