package org.planetbench.agents.planning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.Errors;
import org.planetbench.suites.ActionSpec;

/** What every planner owes its callers. */
class PlannerConformanceTest {
  private static final ActionSpec ONE = new ActionSpec(1, -1, 1);
  private static final ActionSpec TWO = new ActionSpec(2, -1, 1);
  private static final ActionSpec SIX = new ActionSpec(6, -1, 1);

  private static Planner planner(PlannerKind kind, int horizon, ActionSpec box) {
    return TestPlanners.spec(kind, horizon, 10, 1000, 100).create(box);
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** How near the best of 10,000 candidates in four dimensions comes, and a search that refits. */
  private static float tolerance(PlannerKind kind) {
    return switch (kind) {
      case CEM, MPPI, ICEM, GRAD_CEM -> 0.02f;
      case GRADIENT_ASCENT -> 0.1f;
      case RANDOM_SHOOTING -> 0.2f;
    };
  }

  @ParameterizedTest
  @EnumSource
  void findsTheMaximumOfAQuadratic(PlannerKind kind) {
    Quadratic quadratic = Quadratic.plain(0.3, -0.7, 0.05, 0.5);
    float[] plan = planner(kind, 4, ONE).plan(quadratic, random(1));
    assertArrayEquals(floats(quadratic.goal()), plan, tolerance(kind));
  }

  @ParameterizedTest
  @EnumSource
  void findsTheMaximumOfACorrelatedQuadratic(PlannerKind kind) {
    Quadratic quadratic = Quadratic.correlated(0.3, -0.2, 0.4, 0.1);
    float[] plan = planner(kind, 2, TWO).plan(quadratic, random(2));
    assertArrayEquals(floats(quadratic.goal()), plan, 2 * tolerance(kind));
  }

  @ParameterizedTest
  @EnumSource
  void movesToTheEdgeOfTheBoxAndNotBeyond(PlannerKind kind) {
    float[] plan = planner(kind, 2, ONE).plan(Quadratic.plain(5, -5), random(3));
    assertArrayEquals(new float[] {1, -1}, plan, kind == PlannerKind.MPPI ? 1e-3f : 0f);
    assertTrue(Math.abs(plan[0]) <= 1 && Math.abs(plan[1]) <= 1);
  }

  @ParameterizedTest
  @EnumSource
  void showsTheScorerClippedCandidatesOnly(PlannerKind kind) {
    ActionSpec narrow = new ActionSpec(2, -0.25, 0.5);
    boolean[] reached = new boolean[2];
    TrajectoryScorer scorer =
        TestPlanners.flat(
            (actions, horizon, candidates, discount, returns) -> {
              for (float action : actions) {
                assertTrue(action >= -0.25f && action <= 0.5f, () -> "outside the box: " + action);
                reached[0] |= action == -0.25f;
                reached[1] |= action == 0.5f;
              }
            });
    Planner planner = planner(kind, 4, narrow);
    for (int decision = 0; decision < 3; decision++) {
      float[] plan = planner.plan(scorer, random(4));
      for (float action : plan) {
        assertTrue(action >= -0.25f && action <= 0.5f, () -> "outside the box: " + action);
      }
    }
    assertTrue(reached[0] && reached[1]);
  }

  @ParameterizedTest
  @EnumSource
  void asksForReturnsWithTheDiscountOfItsSpecification(PlannerKind kind) {
    int[] calls = new int[1];
    TrajectoryScorer scorer =
        TestPlanners.flat(
            (actions, horizon, candidates, discount, returns) -> {
              assertEquals(0.75, discount);
              calls[0]++;
            });
    TestPlanners.spec(kind, 3, 2, 10, 4, "temperature=1", "discount=0.75")
        .create(TWO)
        .plan(scorer, random(5));
    assertEquals(kind == PlannerKind.GRAD_CEM ? 4 : 2, calls[0]);
  }

  /**
   * What makes planners comparable: with the same settings they cost the same, but for gradients,
   * each as much as three returns.
   */
  @ParameterizedTest
  @EnumSource
  void evaluatesIterationsTimesCandidatesInEveryDecision(PlannerKind kind) {
    PlannerSpec spec = TestPlanners.spec(kind, 5, 7, 60, 10);
    long[] steps = new long[2];
    TrajectoryScorer scorer =
        new TrajectoryScorer() {
          @Override
          public void score(
              float[] actions, int horizon, int candidates, double discount, float[] returns) {
            assertEquals(60, candidates, "the buffers do not grow with the iterations");
            steps[0] += (long) horizon * candidates;
            steps[1] += (long) horizon * candidates;
          }

          @Override
          public void differentiate(
              float[] actions,
              int horizon,
              int candidates,
              double discount,
              float[] returns,
              float[] gradients) {
            assertEquals(candidates, returns.length);
            assertEquals(horizon * candidates * TWO.size(), gradients.length);
            steps[0] += candidates == 60 ? (long) horizon * candidates : 0; // elites were scored
            steps[1] += 2L * horizon * candidates;
          }
        };
    Planner planner = spec.create(TWO);
    for (int decision = 1; decision <= 3; decision++) {
      planner.plan(scorer, random(5));
      assertEquals(decision * spec.candidateSteps(), steps[0]);
      assertEquals(decision * spec.costInSteps(), steps[1]);
    }
    assertEquals(5 * 7 * 60, spec.candidateSteps());
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameBitsForTheSameSeedAndOthersForAnother(PlannerKind kind) {
    Quadratic quadratic = Quadratic.plain(new double[18]);
    Planner planner = planner(kind, 3, SIX);
    float[] first = planner.plan(quadratic, random(6));
    planner.reset();
    assertArrayEquals(first, planner.plan(quadratic, random(6)), 0f);
    planner.reset();
    assertFalse(Arrays.equals(first, planner.plan(quadratic, random(7))));
    assertArrayEquals(first, planner(kind, 3, SIX).plan(quadratic, random(6)), 0f);
  }

  /** A checkpoint stands between episodes: what a planner carries over must not outlive one. */
  @ParameterizedTest
  @EnumSource
  void beginsAnEpisodeAsIfItWereNew(PlannerKind kind) {
    Quadratic quadratic = Quadratic.plain(0.1, 0.9, -0.4);
    Planner used = planner(kind, 3, ONE);
    used.plan(quadratic, random(8));
    used.plan(quadratic, random(9));
    used.reset();
    Planner fresh = planner(kind, 3, ONE);
    for (int decision = 0; decision < 3; decision++) {
      assertArrayEquals(
          fresh.plan(quadratic, random(decision)), used.plan(quadratic, random(decision)), 0f);
    }
  }

  /** What a resumed episode relies on when it leaves decisions out. */
  @ParameterizedTest
  @EnumSource
  void saysWhetherADecisionDependsOnTheOneBefore(PlannerKind kind) {
    Quadratic quadratic = Quadratic.plain(0.1, 0.9, -0.4);
    Planner used = planner(kind, 3, ONE);
    used.plan(quadratic, random(8));
    float[] second = used.plan(quadratic, random(9));
    float[] alone = planner(kind, 3, ONE).plan(quadratic, random(9));
    assertEquals(used.remembers(), !Arrays.equals(alone, second));
  }

  @ParameterizedTest
  @EnumSource
  void plansZerosWithoutIterations(PlannerKind kind) {
    TrajectoryScorer never =
        (actions, horizon, candidates, discount, returns) -> {
          throw new AssertionError("nothing to score");
        };
    float[] plan = TestPlanners.spec(kind, 12, 0, 1000, 100).create(SIX).plan(never, random(10));
    assertArrayEquals(new float[72], plan, 0f);
  }

  @ParameterizedTest
  @EnumSource
  void refusesReturnsThatAreNotFinite(PlannerKind kind) {
    TrajectoryScorer scorer =
        TestPlanners.flat(
            (actions, horizon, candidates, discount, returns) -> returns[17] = Float.NaN);
    String error =
        Errors.messageOf(
            IllegalStateException.class, () -> planner(kind, 2, ONE).plan(scorer, random(11)));
    assertTrue(error.contains("candidate 17 of iteration 0 was scored NaN"), error);
  }

  /**
   * The answer of 72 floats, and nothing for 250 iterations of 40 candidates. Of 44 and more the
   * JDK's sort allocates 24 bytes for each of its partitions until the JIT compiler spares them.
   */
  @ParameterizedTest
  @EnumSource
  void allocatesNothingButItsAnswer(PlannerKind kind) {
    Planner planner = TestPlanners.spec(kind, 12, 250, 40, 10).create(SIX);
    RandomGenerator random = random(12);
    TrajectoryScorer scorer =
        TestPlanners.flat(
            (actions, horizon, candidates, discount, returns) -> {
              for (int j = 0; j < candidates; j++) {
                returns[j] = actions[j];
              }
            });
    planner.plan(scorer, random);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    planner.plan(scorer, random);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated <= 1024, () -> allocated + " bytes");
  }

  /** Figure 5 of the paper: the cross-entropy method's first iteration, and its single best. */
  @Test
  void randomShootingIsTheFirstIterationOfTheCrossEntropyMethod() {
    Quadratic quadratic = Quadratic.plain(new double[72]);
    float[] best =
        TestPlanners.spec(PlannerKind.CEM, 12, 1, 1000, 1).create(SIX).plan(quadratic, random(13));
    float[] shot =
        TestPlanners.spec(PlannerKind.RANDOM_SHOOTING, 12, 1, 1000, 100)
            .create(SIX)
            .plan(quadratic, random(13));
    assertArrayEquals(best, shot, 0f);
  }

  @Test
  void aHotPathIntegralIsTheCrossEntropyMethod() {
    Quadratic quadratic = Quadratic.correlated(0.2, -0.9, 0.4);
    float[] refitted =
        TestPlanners.spec(PlannerKind.CEM, 3, 5, 100, 10).create(ONE).plan(quadratic, random(14));
    float[] weighted =
        TestPlanners.spec(
                PlannerKind.MPPI,
                3,
                5,
                100,
                10,
                "temperature=1e9",
                "noise_beta=0",
                "elite_memory=0")
            .create(ONE)
            .plan(quadratic, random(14));
    assertArrayEquals(refitted, weighted, 1e-5f);
  }

  @Test
  void gradientStepsOfNoLengthLeaveTheCrossEntropyMethod() {
    Quadratic quadratic = Quadratic.correlated(0.2, -0.9, 0.4);
    float[] refitted =
        TestPlanners.spec(PlannerKind.CEM, 3, 5, 100, 10).create(ONE).plan(quadratic, random(14));
    float[] stepped =
        TestPlanners.spec(PlannerKind.GRAD_CEM, 3, 5, 100, 10, "gradient_step=1e-30")
            .create(ONE)
            .plan(quadratic, random(14));
    assertArrayEquals(refitted, stepped, 0f);
  }

  /** Far away the gradient is cut to norm 1 for each time step, near the goal it is not. */
  @ParameterizedTest
  @EnumSource(names = {"GRAD_CEM", "GRADIENT_ASCENT"})
  void aGradientStepIsItsGradientCutToNormOne(PlannerKind kind) {
    Quadratic quadratic = Quadratic.plain(30, 40, 0.1, 0.2);
    PlannerSpec spec = TestPlanners.spec(kind, 2, 2, 3, 1, "gradient_step=0.25");
    List<float[]> scored = new ArrayList<>();
    TrajectoryScorer scorer =
        new TrajectoryScorer() {
          @Override
          public void score(
              float[] actions, int horizon, int candidates, double discount, float[] returns) {
            scored.add(actions.clone());
            quadratic.score(actions, horizon, candidates, discount, returns);
          }

          @Override
          public void differentiate(
              float[] actions,
              int horizon,
              int candidates,
              double discount,
              float[] returns,
              float[] gradients) {
            scored.add(actions.clone());
            quadratic.differentiate(actions, horizon, candidates, discount, returns, gradients);
          }
        };
    ActionSpec wide = new ActionSpec(2, -50, 50);
    float[] plan = spec.create(wide).plan(scorer, random(15));
    float[] before = scored.get(scored.size() - (kind == PlannerKind.GRAD_CEM ? 1 : 2));
    double[] near = {2 * (0.1 - at(before, 2)), 2 * (0.2 - at(before, 3))};
    double norm = Math.max(1, Math.hypot(near[0], near[1]));
    float[] expected = {
      (float) (at(before, 0) + 0.25 * (30 - at(before, 0)) / far(before)),
      (float) (at(before, 1) + 0.25 * (40 - at(before, 1)) / far(before)),
      (float) (at(before, 2) + 0.25 * near[0] / norm),
      (float) (at(before, 3) + 0.25 * near[1] / norm)
    };
    if (kind == PlannerKind.GRAD_CEM) { // one elite: the plan is that one, moved
      assertArrayEquals(expected, plan, 1e-6f);
    } else { // the first of three candidates, moved
      float[] after = scored.getLast();
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], at(after, i), 1e-6f);
      }
    }
  }

  /** The first candidate's action number i, of two a time step. */
  private static float at(float[] actions, int i) {
    int candidates = actions.length / 4;
    return actions[i / 2 * candidates * 2 + i % 2];
  }

  private static double far(float[] actions) {
    return Math.hypot(30 - at(actions, 0), 40 - at(actions, 1));
  }

  @ParameterizedTest
  @EnumSource
  void asksForGradientsOnlyIfItSaysSo(PlannerKind kind) {
    TrajectoryScorer none = (actions, horizon, candidates, discount, returns) -> {};
    Planner planner = planner(kind, 2, ONE);
    if (kind.followsGradients()) {
      String error =
          Errors.messageOf(IllegalStateException.class, () -> planner.plan(none, random(16)));
      assertTrue(error.contains("expected gradients of returns"), error);
    } else {
      assertEquals(2, planner.plan(none, random(16)).length);
    }
  }

  /** The plan of the last decision, one step on, is among the candidates of the next. */
  @Test
  void improvedCrossEntropyShiftsItsMemoryToTheNextDecision() {
    Planner planner =
        TestPlanners.spec(PlannerKind.ICEM, 4, 2, 20, 10, "temperature=1", "elite_memory=0.1")
            .create(ONE); // one is kept
    float[] plan = planner.plan(Quadratic.plain(0.8, 0.6, 0.4, 0.2), random(15));
    boolean[] asked = new boolean[1];
    planner.plan(
        (actions, horizon, candidates, discount, returns) -> {
          if (!asked[0]) {
            for (int h = 0; h < 3; h++) {
              assertEquals(plan[h + 1], actions[h * candidates], 0f);
            }
          }
          asked[0] = true;
        },
        random(16));
    assertTrue(asked[0]);
  }

  @Test
  void wrongSettingsAreNamed() {
    assertEquals(
        "temperature: expected a positive number, got 0.0",
        Errors.messageOf(IllegalArgumentException.class, () -> special(0, 1, 0.5)));
    assertEquals(
        "noise_beta: expected 0 to 50, got -1.0",
        Errors.messageOf(IllegalArgumentException.class, () -> special(1, -1, 0.5)));
    assertEquals(
        "elite_memory: expected 0 to 1, got 1.5",
        Errors.messageOf(IllegalArgumentException.class, () -> special(1, 1, 1.5)));
  }

  private static PlannerSpec special(double temperature, double beta, double memory) {
    return TestPlanners.spec(
        PlannerKind.ICEM,
        1,
        1,
        2,
        1,
        "temperature=" + temperature,
        "noise_beta=" + beta,
        "elite_memory=" + memory);
  }

  /** Proposals of two steps, one beyond the box. */
  private static final Proposals PROPOSALS = new Proposals(2, new float[] {0.1f, 5, -0.3f, 0.4f});

  private static float[] firstCandidates(PlannerKind kind, Proposals proposals) {
    List<float[]> shown = new ArrayList<>();
    TrajectoryScorer scorer =
        TestPlanners.flat(
            (actions, horizon, candidates, discount, returns) -> {
              if (candidates == 20) { // all, and not the best of them only
                shown.add(actions.clone());
              }
            });
    float[] _ =
        TestPlanners.spec(kind, 2, 3, 20, 4).create(ONE).plan(scorer, proposals, random(14));
    if (proposals.count() > 0) {
      for (float[] actions : shown) {
        assertArrayEquals(new float[] {0.1f, 1}, Arrays.copyOfRange(actions, 18, 20), 0f);
        assertArrayEquals(new float[] {-0.3f, 0.4f}, Arrays.copyOfRange(actions, 38, 40), 0f);
      }
    }
    assertEquals(3, shown.size());
    return shown.getFirst();
  }

  /** In each iteration, clipped; what a planner draws itself stays the same. */
  @ParameterizedTest
  @EnumSource
  void triesProposalsInPlaceOfItsLastCandidates(PlannerKind kind) {
    float[] alone = firstCandidates(kind, Proposals.NONE);
    float[] guided = firstCandidates(kind, PROPOSALS);
    for (int h = 0; h < 2; h++) {
      assertArrayEquals(
          Arrays.copyOfRange(alone, 20 * h, 20 * h + 18),
          Arrays.copyOfRange(guided, 20 * h, 20 * h + 18));
    }
  }

  /** Where it would not find it itself. */
  @ParameterizedTest
  @EnumSource
  void takesUpAProposalThatIsBetterThanAnythingItDraws(PlannerKind kind) {
    double[] goal = new double[12];
    float[] best = new float[12];
    for (int h = 0; h < 12; h++) {
      goal[h] = h % 2 == 0 ? 0.9 : -0.9;
      best[h] = (float) goal[h];
    }
    Quadratic quadratic = Quadratic.plain(goal);
    PlannerSpec spec = TestPlanners.spec(kind, 12, 2, 20, 2);
    float[] alone = spec.create(ONE).plan(quadratic, random(15));
    float[] guided = spec.create(ONE).plan(quadratic, new Proposals(1, best), random(15));
    float[] returns = new float[1];
    quadratic.score(alone, 12, 1, 1, returns);
    float without = returns[0];
    quadratic.score(guided, 12, 1, 1, returns);
    assertTrue(returns[0] > without + 0.5, returns[0] + " against " + without);
  }
}
