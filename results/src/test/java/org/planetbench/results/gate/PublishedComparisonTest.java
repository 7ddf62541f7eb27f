package org.planetbench.results.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.reference.Reference;
import org.planetbench.results.reference.RunScores;
import org.planetbench.results.run.RecordedRuns;
import org.planetbench.results.run.RunFolder;

/** Returns of cheetah_run after 1,000 environment steps beside published ones. */
class PublishedComparisonTest {
  private static final String CANDIDATES = "recipe.candidates";

  @TempDir private Path folder;

  private static Reference published(String family, double value, long environmentSteps) {
    return new Reference(
        "cheetah_run",
        "rssm",
        "episode_return",
        "sum of rewards",
        "as printed",
        OptionalInt.empty(),
        value,
        OptionalDouble.empty(),
        environmentSteps,
        family,
        "a table",
        new TreeMap<>());
  }

  private RecordedRuns measured(String candidates, double... returns) throws IOException {
    RecordedRuns runs = new RecordedRuns(folder);
    for (int i = 0; i < returns.length; i++) {
      runs.with(CANDIDATES, candidates).write(101 + i, returns[i], 10);
    }
    return runs;
  }

  private static List<Judgement> judge(RecordedRuns runs, Reference... references)
      throws IOException {
    GatePolicy.Returns policy =
        new GatePolicy.Returns(
            "own-smoke", 0.05, 0.8, 2, List.of(), List.of(), 0.1, Map.of(CANDIDATES, "1000"));
    return new ReturnsGate(policy, List.of(references), Optional.empty())
        .judge(RunScores.ofFinished(RunFolder.list(runs.path())), List.of());
  }

  private static Verdict only(RecordedRuns runs, double value) throws IOException {
    List<Judgement> judgements = judge(runs, published("table", value, 1000));
    assertEquals(1, judgements.size(), judgements::toString);
    assertEquals(false, judgements.getFirst().blocking());
    return judgements.getFirst().verdict();
  }

  /** By hand: t = 10 / sqrt(1 + 1/3), of 2 degrees of freedom, whose p is 1/2 - t/2/sqrt(2+tt). */
  @Test
  void isEquivalentWithinTheMargin() throws IOException {
    Verdict verdict = only(measured("1000", 99, 100, 101), 100);
    assertInstanceOf(Verdict.Pass.class, verdict);
    assertEquals("equivalent: within 10.0 of it", verdict.why());
    assertEquals(0.5 - Math.sqrt(75.0 / 77) / 2, verdict.evidence().orElseThrow().pValue(), 1e-12);
  }

  @Test
  void isWorseOrBetterOnlyBeyondChance() throws IOException {
    RecordedRuns runs = measured("1000", 99, 100, 101);
    assertInstanceOf(Verdict.Regression.class, only(runs, 150));
    assertInstanceOf(Verdict.Improvement.class, only(runs, 60));
    assertInstanceOf(Verdict.Inconclusive.class, only(runs, 110));
  }

  /**
   * A smaller search than the published one may do as well; that it does worse is no regression.
   */
  @Test
  void anotherSearchIsNoRegression() throws IOException {
    RecordedRuns runs = measured("50", 99, 100, 101);
    for (double value : new double[] {150, 60}) {
      Verdict verdict = only(runs, value);
      assertInstanceOf(Verdict.Inconclusive.class, verdict);
      assertTrue(verdict.why().endsWith("recipe.candidates 50 instead of 1000"), verdict::why);
    }
    Verdict equal = only(runs, 100);
    assertInstanceOf(Verdict.Pass.class, equal);
    assertTrue(equal.why().endsWith("recipe.candidates 50 instead of 1000"), equal::why);
  }

  @Test
  void comparesWithTheLargestBudgetOfEachFamilyThatWasReached() throws IOException {
    List<Judgement> judgements =
        judge(
            measured("1000", 99, 100, 101),
            published("table", 10, 0),
            published("table", 100, 500),
            published("table", 1000, 2000),
            published("curve", 100, 1000));
    assertEquals(List.of("table", "curve"), judgements.stream().map(Judgement::against).toList());
    judgements.forEach(j -> assertInstanceOf(Verdict.Pass.class, j.verdict()));
  }
}
