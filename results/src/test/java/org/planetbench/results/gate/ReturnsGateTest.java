package org.planetbench.results.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.gate.GatePolicy.Above;
import org.planetbench.results.gate.GatePolicy.Better;
import org.planetbench.results.gate.GatePolicy.Check;
import org.planetbench.results.reference.Blessing;
import org.planetbench.results.reference.FamilyRecord;
import org.planetbench.results.reference.References;
import org.planetbench.results.reference.RunScores;
import org.planetbench.results.reference.Score;
import org.planetbench.results.run.RecordedRuns;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.Runs;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;

class ReturnsGateTest {
  private static final Check RETURNS = check("episode_return", Better.HIGHER, 0.05);

  @TempDir private Path folder;

  private static Check check(String metric, Better better, double tolerance) {
    return check(metric, better, tolerance, Optional.empty());
  }

  private static Check check(
      String metric, Better better, double tolerance, Optional<String> informational) {
    return new Check(
        List.of("rssm"), List.of(metric), better, tolerance, 0.5, Optional.empty(), informational);
  }

  private static GatePolicy.Returns policy(Check check, Above... above) {
    return new GatePolicy.Returns(
        "own-smoke", 0.05, 0.8, 2, List.of(check), List.of(above), 0.1, Map.of());
  }

  /** Seeds 1 to 4 with returns 98, 102, 98, 102 and an image loss of 10. */
  @BeforeEach
  void bless() throws Exception {
    RecordedRuns runs = new RecordedRuns(folder.resolve("blessed"));
    for (int seed = 1; seed <= 4; seed++) {
      runs.write(seed, seed % 2 == 0 ? 102 : 98, 10 + 0.1 * seed);
    }
    Path references = folder.resolve("reference");
    Blessing.of(RunFolder.list(runs.path()), "the first runs", false).writeTo(references);
  }

  private RecordedRuns measured(double... returns) throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("measured"));
    for (int i = 0; i < returns.length; i++) {
      runs.write(101 + i, returns[i], 10.2 + 0.1 * i);
    }
    return runs;
  }

  private List<Judgement> judge(GatePolicy.Returns policy, RecordedRuns runs) throws IOException {
    Path references = folder.resolve("reference");
    return new ReturnsGate(
            policy,
            References.read(references).all(),
            FamilyRecord.read(references, policy.reference()))
        .judge(RunScores.ofFinished(RunFolder.list(runs.path())), List.of());
  }

  private Verdict only(GatePolicy.Returns policy, RecordedRuns runs) throws IOException {
    List<Judgement> judgements = judge(policy, runs);
    assertEquals(1, judgements.size(), judgements::toString);
    return judgements.getFirst().verdict();
  }

  @Test
  void passesWhatIsAsItWas() throws IOException {
    Verdict verdict = only(policy(RETURNS), measured(97, 101, 103));
    assertInstanceOf(Verdict.Pass.class, verdict);
    Evidence evidence = verdict.evidence().orElseThrow();
    assertEquals(100, evidence.reference());
    assertEquals(100 + 1 / 3.0, evidence.measured(), 1e-12);
    assertEquals(4, evidence.referenceCount());
    assertEquals(3, evidence.measuredCount());
    assertTrue(evidence.difference().low() < 0 && 0 < evidence.difference().high());
    assertTrue(evidence.detectable() > 2 && evidence.detectable() < 20, evidence::toString);
  }

  /** By hand: means 89 and 100, 8 and 16 squares, so t = -11 / sqrt(24/5 (1/3 + 1/4)). */
  @Test
  void findsADropAndARise() throws IOException {
    Verdict drop = only(policy(RETURNS), measured(87, 91, 89));
    assertInstanceOf(Verdict.Regression.class, drop);
    assertEquals("lower than the reference", drop.why());
    Evidence evidence = drop.evidence().orElseThrow();
    assertEquals(-6.573757, evidence.statistic(), 1e-6);
    assertEquals(0.00122227, evidence.pValue(), 1e-8);
    assertTrue(evidence.difference().high() < 0, evidence::toString);
    Verdict rise = only(policy(RETURNS), measured(111, 113, 112));
    assertInstanceOf(Verdict.Improvement.class, rise);
  }

  @Test
  void whatIsBetterIsThePolicysToSay() throws IOException {
    RecordedRuns runs = measured(87, 91, 89);
    Check lower = check("episode_return", Better.LOWER, 0.05);
    assertInstanceOf(Verdict.Improvement.class, only(policy(lower), runs));
    Check neither = check("episode_return", Better.NEITHER, 0.05);
    assertInstanceOf(Verdict.Regression.class, only(policy(neither), runs));
    Check tolerant = check("episode_return", Better.HIGHER, 0.2);
    Verdict tolerated = only(policy(tolerant), runs);
    assertInstanceOf(Verdict.Pass.class, tolerated);
    assertEquals("differs by less than is tolerated", tolerated.why());
    assertTrue(tolerated.evidence().orElseThrow().detectable() > 20, tolerated::toString);
  }

  @Test
  void isInconclusiveWhereSeedsAreFewOrSpread() throws IOException {
    assertInstanceOf(Verdict.Inconclusive.class, only(policy(RETURNS), measured(98)));
    Verdict spread = only(policy(RETURNS), measured(10, 250, 40));
    assertInstanceOf(Verdict.Inconclusive.class, spread);
    assertTrue(spread.why().startsWith("seeds spread too much"), spread::why);
  }

  @Test
  void blessedSeedsAreNoSecondSample() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("measured"));
    for (int seed = 3; seed <= 6; seed++) {
      runs.write(seed, 100 + seed, 10);
    }
    Verdict verdict = only(policy(RETURNS), runs);
    assertInstanceOf(Verdict.Inconclusive.class, verdict);
    assertTrue(verdict.why().contains("not blessed, got 3, 4, which were"), verdict::why);
  }

  /**
   * Means 106 and 100, deviations 19.3 and 2.3: enough for all of a return, not for half of one.
   */
  @Test
  void isInconclusiveWhereHalfOfAReturnCouldBeLostUnseen() throws IOException {
    RecordedRuns runs = measured(63, 122, 133);
    Verdict verdict = only(policy(RETURNS), runs);
    double detectable = verdict.evidence().orElseThrow().detectable();
    assertTrue(detectable > 50 && detectable < 100, verdict::toString);
    assertInstanceOf(Verdict.Inconclusive.class, verdict);
    assertTrue(verdict.why().contains("% of the reference, could have been missed, and 50.0 %"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Check(
                List.of("rssm"),
                List.of("image_loss", "episode_return"),
                Better.HIGHER,
                0.05,
                0.51,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void whatIsInformationalDecidesNothingAndMovesNoLevel() throws IOException {
    RecordedRuns runs = measured(10, 20, 30);
    String reason = "it is too weak";
    Check declared = check("episode_return", Better.HIGHER, 0.05, Optional.of(reason));
    Judgement judgement = judge(policy(declared), runs).getFirst();
    Verdict decided = judge(policy(RETURNS), runs).getFirst().verdict();
    assertEquals(Optional.of(reason), judgement.informational());
    assertEquals(decided, judgement.verdict());
    GateResult result = new GateResult(List.of(Gate.RETURNS), List.of(judgement), "0123456789ab");
    assertEquals(GateResult.Outcome.INCONCLUSIVE, result.outcome()); // nothing else was compared
  }

  @Test
  void absentEvidenceIsNoPass() throws IOException {
    Verdict none = only(policy(RETURNS), new RecordedRuns(folder.resolve("nothing")));
    assertInstanceOf(Verdict.Inconclusive.class, none);
    GatePolicy.Returns other = policy(RETURNS).against("own-other");
    assertInstanceOf(Verdict.MissingReference.class, only(other, measured(97, 101)));
    assertEquals(List.of(), judge(policy(check("plan_ms", Better.LOWER, 0.1)), measured(97, 101)));
  }

  /** Ten times the episodes are no reason to compare with a number that had a tenth of them. */
  @Test
  void comparesOnlyWhatWasMeasuredAlike() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("measured"));
    for (int seed = 101; seed <= 103; seed++) {
      runs.with("schedule.agent_steps_per_episode", "20").write(seed, 100, 10);
    }
    Verdict verdict = only(policy(RETURNS), runs);
    assertInstanceOf(Verdict.MissingReference.class, verdict);
    assertTrue(verdict.why().contains("of 20 agent steps"), verdict::why);
  }

  /** A number from start states common to all cells is no reference, and no part of a sample. */
  @Test
  void evaluationsThatStartOtherwiseAreNotComparedAndMakeNoSample() throws IOException {
    RecordedRuns runs = measured(97, 101);
    List<RunFolder> folders = RunFolder.list(runs.path());
    Runs.makeOlder(folders.getFirst());
    Complaint.assertSays(
        "expected evaluation_starts = common as cheetah_run-rssm-s101 has, got per_seed",
        MalformedFileException.class,
        () -> RunScores.ofFinished(folders));
    Runs.makeOlder(folders.getLast());
    Verdict verdict = only(policy(RETURNS), runs);
    assertInstanceOf(Verdict.MissingReference.class, verdict);
    assertTrue(verdict.why().contains("not the same measurement"), verdict::why);
  }

  /** Nothing vouches for the numbers of a copy, whether abridged or only marked so. */
  @Test
  void whatHasNoCertificateIsNotCounted() throws IOException {
    List<RunFolder> folders = RunFolder.list(measured(97, 101, 103).path());
    RunFolder copy = folders.getFirst();
    copy.writeRecord(copy.readRecord().abridged());
    Files.delete(copy.file("certificate.csv"));
    RunScores.Counted counted = RunScores.countable(folders);
    assertEquals(2, counted.runs().size());
    assertEquals(Set.of(copy.cell()), counted.damaged().keySet());
    String why = counted.damaged().getOrDefault(copy.cell(), "");
    assertTrue(why.contains("has no certificate: it is an abridged copy"), why);
    assertTrue(why.endsWith("made of, or run the cell again"), why);
  }

  @Test
  void everyScoreIsOneThatAPolicyMayName() throws IOException {
    for (RunScores run : RunScores.ofFinished(RunFolder.list(measured(97).path()))) {
      assertEquals(4, run.scores().size());
      for (Score score : run.scores()) {
        assertTrue(RunScores.METRICS.contains(score.kind().metric()), score::toString);
      }
    }
  }

  @Test
  void namesSettingsThatAreOtherwise() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("measured"));
    for (int seed = 101; seed <= 103; seed++) {
      runs.with("recipe.batch", "12").write(seed, 50 + seed % 2, 10);
    }
    Verdict verdict = only(policy(RETURNS), runs);
    assertInstanceOf(Verdict.Regression.class, verdict);
    assertTrue(verdict.why().endsWith("recipe.batch 12 instead of 50"), verdict::why);
  }

  @Test
  void aNumberThatIsNoneIsARegression() throws IOException {
    assertInstanceOf(
        Verdict.Regression.class, only(policy(RETURNS), measured(97, Double.NaN, 103)));
  }

  /** Under the floor as well: a fault of the runs, and none of the gate. */
  @Test
  void aFloorThatIsNoNumberIsARegression() throws IOException {
    RecordedRuns runs = measured(97, Double.NaN, 103);
    for (int seed = 101; seed <= 103; seed++) {
      runs.as("random").write(seed, seed - 90, 10);
    }
    Verdict above =
        judge(policy(RETURNS, new Above("rssm", "random", 2, 0.05)), runs).get(1).verdict();
    assertInstanceOf(Verdict.Regression.class, above);
    assertTrue(above.why().startsWith("not a finite number"), above::why);
  }

  @Test
  void runsThatAreNoOneSampleDecideNothing() throws IOException {
    RecordedRuns runs = measured(97, 101);
    runs.with("recipe.batch", "12").write(103, 99, 10.4);
    Verdict settings = only(policy(RETURNS), runs);
    assertInstanceOf(Verdict.Inconclusive.class, settings);
    assertTrue(settings.why().contains("recipe.batch 12, not 50"), settings::why);
    runs.of("commit", "another").write(103, 99, 10.4);
    Verdict commits = only(policy(RETURNS), runs);
    assertInstanceOf(Verdict.Inconclusive.class, commits);
    assertTrue(commits.why().contains("commit another, not 0123abc"), commits::why);
  }

  /** All that can be had of a task: seeds are equal because they are as good. */
  @Test
  void equalSeedsAboveAllOfTheReferenceAreNoFault() throws Exception {
    RecordedRuns blessed = new RecordedRuns(folder.resolve("blessed"));
    for (int seed = 1; seed <= 4; seed++) {
      blessed.write(seed, 990 + seed, 10 + 0.1 * seed);
    }
    Blessing.of(RunFolder.list(blessed.path()), "the best that can be", false)
        .writeTo(folder.resolve("reference"));
    assertInstanceOf(Verdict.Pass.class, only(policy(RETURNS), measured(1000, 1000, 1000)));
    Verdict among = only(policy(RETURNS), measured(992.5, 992.5, 992.5));
    assertTrue(among.why().endsWith("is the seed ignored?"), among::why);
  }

  @Test
  void seedsThatMakeNoDifferenceAreARegression() throws IOException {
    RecordedRuns runs = new RecordedRuns(folder.resolve("measured"));
    for (int seed = 101; seed <= 103; seed++) {
      runs.write(seed, 100, 10.25);
    }
    Verdict losses = only(policy(check("image_loss", Better.NEITHER, 0.05)), runs);
    assertInstanceOf(Verdict.Regression.class, losses);
    assertTrue(losses.why().endsWith("is the seed ignored?"), losses::why);
    assertInstanceOf(Verdict.Pass.class, only(policy(RETURNS), runs)); // 98 is there twice
  }

  @Test
  void theLearnerHasToStandAboveTheFloor() throws IOException {
    Above above = new Above("rssm", "random", 2, 0.05);
    RecordedRuns runs = measured(97, 101, 103);
    for (int seed = 101; seed <= 103; seed++) {
      runs.as("random").write(seed, seed - 90, 10);
    }
    Verdict apart = judge(policy(RETURNS, above), runs).get(1).verdict();
    assertInstanceOf(Verdict.Pass.class, apart);
    for (int seed = 101; seed <= 103; seed++) {
      runs.as("random").write(seed, 60 + seed % 2, 10);
    }
    Verdict near = judge(policy(RETURNS, above), runs).get(1).verdict();
    assertInstanceOf(Verdict.Regression.class, near);
  }

  /** alpha is for the gate as a whole. */
  @Test
  void dividesTheLevelByTheNumberOfComparisons() throws IOException {
    Check all =
        new Check(
            List.of("rssm"),
            List.of("episode_return", "image_loss", "reward_loss", "divergence"),
            Better.NEITHER,
            0.05,
            0.5,
            Optional.empty(),
            Optional.empty());
    List<Judgement> judgements = judge(policy(all), measured(97, 101, 103));
    assertEquals(4, judgements.size());
    for (Judgement judgement : judgements) {
      assertEquals(0.05 / 4, judgement.verdict().evidence().orElseThrow().alpha(), 1e-15);
    }
  }

  @Test
  void aLevelOfItsOwnIsNotShared() throws IOException {
    Check own =
        new Check(
            List.of("rssm"),
            List.of("episode_return", "image_loss"),
            Better.NEITHER,
            0.05,
            0.5,
            Optional.of(0.03),
            Optional.empty());
    GatePolicy.Returns both =
        new GatePolicy.Returns(
            "own-smoke",
            0.05,
            0.8,
            2,
            List.of(own, check("divergence", Better.NEITHER, 0.05)),
            List.of(),
            0.1,
            Map.of());
    List<Double> levels =
        judge(both, measured(97, 101, 103)).stream()
            .map(judgement -> judgement.verdict().evidence().orElseThrow().alpha())
            .toList();
    assertEquals(List.of(0.03, 0.03, 0.05), levels);
  }

  @Test
  void unfinishedRunsAreNamed() throws IOException {
    List<Judgement> judgements =
        new ArrayList<>(
            new ReturnsGate(
                    policy(RETURNS),
                    References.read(folder.resolve("reference")).all(),
                    FamilyRecord.read(folder.resolve("reference"), "own-smoke"))
                .judge(List.of(), List.of("cheetah_run-rssm-s9")));
    assertEquals("cheetah_run-rssm-s9", judgements.getLast().subject());
    assertInstanceOf(Verdict.Inconclusive.class, judgements.getLast().verdict());
  }
}
