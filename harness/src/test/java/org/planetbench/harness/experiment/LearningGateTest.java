package org.planetbench.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.planetbench.results.gate.GatePolicy;
import org.planetbench.results.gate.Judgement;
import org.planetbench.results.gate.ReturnsGate;
import org.planetbench.results.gate.Verdict;
import org.planetbench.results.reference.Reference;
import org.planetbench.results.reference.References;
import org.planetbench.results.reference.RunScores;
import org.planetbench.results.reference.Score;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.stats.Sample;

/**
 * What the committed policy makes of the learner's blessed seeds, resampled: as many as a pull
 * request runs are drawn from them, and held against the others as if these alone were blessed. The
 * gate itself has more of them.
 */
final class LearningGateTest {
  private static final Path HOME = Path.of(System.getProperty("planetbench.home"));
  private static final int TRIALS = 1000;
  private static final String TASK = "cheetah_run";
  private static final String LEARNER = "rssm";
  private static final String RETURN = "episode_return";

  private static GatePolicy.Returns policy;
  private static Reference blessed;
  private static int fresh; // seeds of a pull request
  private static List<Verdict> unchanged = List.of();

  @BeforeAll
  static void read() throws Exception {
    policy = onlyTheLearnersReturn(GatePolicies.load(HOME.resolve(GatePolicies.DEFAULT)).returns());
    blessed =
        References.read(HOME.resolve("results/reference")).ofFamily(policy.reference()).stream()
            .filter(LearningGateTest::isTheLearnersReturn)
            .findFirst()
            .orElseThrow();
    fresh =
        (int)
            Profiles.load("ci").cells().stream()
                .filter(cell -> cell.task().id().equals(TASK) && cell.variant().equals(LEARNER))
                .count();
    unchanged = verdicts(1);
  }

  private static boolean isTheLearnersReturn(Reference reference) {
    return reference.task().equals(TASK)
        && reference.variant().equals(LEARNER)
        && reference.metric().equals(RETURN);
  }

  private static GatePolicy.Returns onlyTheLearnersReturn(GatePolicy.Returns all) {
    List<GatePolicy.Check> checks =
        all.checks().stream()
            .filter(check -> check.variants().contains(LEARNER) && check.metrics().contains(RETURN))
            .toList();
    assertEquals(1, checks.size());
    assertTrue(checks.getFirst().alpha().isPresent(), "its level is its own");
    return new GatePolicy.Returns(
        all.reference(),
        all.alpha(),
        all.power(),
        all.leastSeeds(),
        checks,
        List.of(),
        all.publishedMargin(),
        all.publishedSettings());
  }

  @Test
  void rarelyCriesWolf() {
    long alarms = alarms(unchanged);
    assertTrue(alarms <= TRIALS / 20, alarms + " of " + TRIALS);
  }

  @Test
  void seesHalfOfTheReturnLost() {
    long alarms = alarms(verdicts(0.5));
    assertTrue(alarms >= TRIALS * 8 / 10, alarms + " of " + TRIALS);
  }

  /** That nothing was found has to mean that half would have been. */
  @Test
  void rarelyCannotTell() {
    long unclear = unchanged.stream().filter(Verdict.Inconclusive.class::isInstance).count();
    assertTrue(unclear <= TRIALS / 10, unclear + " of " + TRIALS);
  }

  private static long alarms(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(
            verdict ->
                verdict instanceof Verdict.Regression || verdict instanceof Verdict.Improvement)
        .count();
  }

  /**
   * On resampled seeds.
   *
   * @param factor that their returns are multiplied by
   */
  private static List<Verdict> verdicts(double factor) {
    SplittableRandom random = new SplittableRandom(20191);
    return Stream.generate(() -> judge(factor, random)).limit(TRIALS).toList();
  }

  private static Verdict judge(double factor, SplittableRandom random) {
    List<Map.Entry<Long, Double>> seeds = new ArrayList<>(blessed.seedValues().entrySet());
    Collections.shuffle(seeds, random);
    List<RunScores> runs =
        seeds.subList(0, fresh).stream()
            .map(seed -> run(seed.getKey(), factor * seed.getValue()))
            .toList();
    SortedMap<Long, Double> others = new TreeMap<>();
    seeds.subList(fresh, seeds.size()).forEach(seed -> others.put(seed.getKey(), seed.getValue()));
    List<Judgement> judgements =
        new ReturnsGate(policy, List.of(of(others)), Optional.empty()).judge(runs, List.of());
    assertEquals(1, judgements.size(), judgements::toString);
    return judgements.getFirst().verdict();
  }

  private static Reference of(SortedMap<Long, Double> values) {
    Sample sample = Sample.of(values.values().stream().mapToDouble(Double::doubleValue).toArray());
    return new Reference(
        blessed.task(),
        blessed.variant(),
        blessed.metric(),
        blessed.unit(),
        blessed.protocol(),
        OptionalInt.of(sample.count()),
        sample.mean(),
        OptionalDouble.of(sample.deviation()),
        blessed.environmentSteps(),
        blessed.family(),
        blessed.source(),
        values);
  }

  private static RunScores run(long seed, double episodeReturn) {
    RunRecord record =
        RunRecord.started(
            new RunRecord.Identity("key", "cell", TASK, LEARNER, seed, "tiny", "ci", "suite"),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            Instant.EPOCH);
    Score.Kind kind =
        new Score.Kind(
            TASK, LEARNER, RETURN, blessed.unit(), blessed.protocol(), blessed.environmentSteps());
    return new RunScores(record, List.of(new Score(kind, seed, episodeReturn)));
  }
}
