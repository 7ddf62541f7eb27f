package org.planetbench.agents.planning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.Errors;
import org.planetbench.suites.ActionSpec;

class CrossEntropyPlannerTest {
  private static final ActionSpec ONE = new ActionSpec(1, -1, 1);
  private static final ActionSpec SIX = new ActionSpec(6, -1, 1);
  private static final PlannerSpec PAPER = spec(12, 10, 1000, 100);

  private static PlannerSpec spec(int horizon, int iterations, int candidates, int elites) {
    return TestPlanners.spec(PlannerKind.CEM, horizon, iterations, candidates, elites);
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** -sum (a - goal)^2, the goal different in every coordinate. */
  private static TrajectoryScorer quadratic(float[] goals, int size) {
    return (actions, horizon, candidates, discount, returns) -> {
      for (int j = 0; j < candidates; j++) {
        double sum = 0;
        for (int h = 0; h < horizon; h++) {
          for (int a = 0; a < size; a++) {
            double off = actions[(h * candidates + j) * size + a] - goals[h * size + a];
            sum -= off * off;
          }
        }
        returns[j] = (float) sum;
      }
    };
  }

  @Test
  void findsTheMaximumOfAQuadratic() {
    float[] goals = {0.3f, -0.7f, 0.05f};
    float[] plan =
        new CrossEntropyPlanner(spec(3, 10, 1000, 100), ONE).plan(quadratic(goals, 1), random(1));
    assertArrayEquals(goals, plan, 0.01f);
  }

  @Test
  void findsTheMaximumInAllSeventyTwoDimensionsOfCheetah() {
    float[] goals = new float[12 * 6];
    for (int i = 0; i < goals.length; i++) {
      goals[i] = (float) Math.sin(i);
    }
    float[] plan =
        new CrossEntropyPlanner(spec(12, 30, 2000, 200), SIX).plan(quadratic(goals, 6), random(2));
    assertArrayEquals(goals, plan, 0.1f);
  }

  @Test
  void movesToTheEdgeOfTheBoxAndNotBeyond() {
    float[] goals = {5, -5};
    TrajectoryScorer scorer = quadratic(goals, 1);
    float[] plan = new CrossEntropyPlanner(spec(2, 10, 1000, 100), ONE).plan(scorer, random(3));
    assertArrayEquals(new float[] {1, -1}, plan, 0f);
  }

  @Test
  void showsTheScorerClippedCandidatesOnly() {
    ActionSpec narrow = new ActionSpec(2, -0.25, 0.5);
    boolean[] reached = new boolean[2];
    TrajectoryScorer scorer =
        (actions, horizon, candidates, discount, returns) -> {
          for (float action : actions) {
            assertTrue(action >= -0.25f && action <= 0.5f, () -> "outside the box: " + action);
            reached[0] |= action == -0.25f;
            reached[1] |= action == 0.5f;
          }
        };
    new CrossEntropyPlanner(spec(4, 2, 100, 10), narrow).plan(scorer, random(4));
    assertTrue(reached[0] && reached[1]);
  }

  /**
   * Worked out by hand from a twin of the generator: the second candidates are the mean of the
   * first best as clipped plus their population deviation (with 1e-6 under the root) times new
   * draws.
   */
  @Test
  void refitsToTheClippedBestWithThePopulationVariance() {
    List<float[]> seen = new ArrayList<>();
    TrajectoryScorer scorer =
        (actions, horizon, count, discount, returns) -> {
          seen.add(actions.clone());
          for (int j = 0; j < count; j++) {
            returns[j] = j < 2 || j == 7 ? 1 : 0;
          }
        };
    float[] plan = new CrossEntropyPlanner(spec(1, 2, 100, 3), ONE).plan(scorer, random(5));
    RandomGenerator twin = random(5);
    double mean = 0;
    double std = 1;
    for (float[] candidates : seen) {
      for (float candidate : candidates) {
        assertEquals(Math.clamp(mean + std * twin.nextGaussian(), -1, 1), candidate, 1e-6);
      }
      double[] best = {candidates[0], candidates[1], candidates[7]};
      double average = Arrays.stream(best).average().orElseThrow();
      mean = average;
      std = Math.sqrt(Arrays.stream(best).map(x -> (x - average) * (x - average)).sum() / 3 + 1e-6);
    }
    assertEquals(2, seen.size());
    assertEquals(mean, plan[0], 1e-6);
  }

  @Test
  void collapsesToTheVarianceFloorWhenAllTheBestAreEqual() {
    ActionSpec wide = new ActionSpec(1, -10, 10); // nothing is clipped
    List<float[]> seen = new ArrayList<>();
    TrajectoryScorer scorer =
        (actions, horizon, candidates, discount, returns) -> {
          seen.add(actions.clone());
          returns[0] = seen.size();
        };
    new CrossEntropyPlanner(spec(1, 2, 10_000, 1), wide).plan(scorer, random(6));
    float center = seen.get(0)[0];
    double squares = 0;
    for (float action : seen.get(1)) {
      squares += (action - center) * (double) (action - center);
    }
    assertEquals(1e-3, Math.sqrt(squares / seen.get(1).length), 5e-5);
  }

  @Test
  void takesTheCandidateDrawnFirstAmongEquals() {
    List<float[]> seen = new ArrayList<>();
    TrajectoryScorer scorer =
        (actions, horizon, candidates, discount, returns) -> {
          seen.add(actions.clone());
          Arrays.fill(returns, -2.5f);
        };
    float[] plan = new CrossEntropyPlanner(spec(1, 1, 50, 2), ONE).plan(scorer, random(7));
    assertEquals((seen.get(0)[0] + (double) seen.get(0)[1]) / 2, plan[0], 1e-7);
  }

  @Test
  void ranksNegativeAndPositiveReturns() {
    float[] scores = {-3, -1, -0f, 0, 2, -7};
    List<float[]> seen = new ArrayList<>();
    TrajectoryScorer scorer =
        (actions, horizon, candidates, discount, returns) -> {
          seen.add(actions.clone());
          System.arraycopy(scores, 0, returns, 0, candidates);
        };
    float[] best = new CrossEntropyPlanner(spec(1, 1, 6, 1), ONE).plan(scorer, random(8));
    assertEquals(seen.get(0)[4], best[0]);
    float[] three = new CrossEntropyPlanner(spec(1, 1, 6, 3), ONE).plan(scorer, random(8));
    assertEquals((seen.get(1)[4] + seen.get(1)[2] + (double) seen.get(1)[3]) / 3, three[0], 1e-7);
  }

  @Test
  void givesTheSameBitsForTheSameSeedAndOthersForAnother() {
    float[] goals = new float[72];
    CrossEntropyPlanner planner = new CrossEntropyPlanner(PAPER, SIX);
    float[] first = planner.plan(quadratic(goals, 6), random(9));
    float[] again = planner.plan(quadratic(goals, 6), random(9));
    float[] other = planner.plan(quadratic(goals, 6), random(10));
    assertArrayEquals(first, again, 0f);
    assertTrue(!Arrays.equals(first, other));
  }

  @Test
  void plansZerosWithoutIterations() {
    TrajectoryScorer never =
        (actions, horizon, candidates, discount, returns) -> {
          throw new AssertionError("nothing to score");
        };
    float[] plan = new CrossEntropyPlanner(spec(12, 0, 1000, 100), SIX).plan(never, random(11));
    assertArrayEquals(new float[72], plan, 0f);
  }

  @Test
  void refusesReturnsThatAreNotFinite() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      TrajectoryScorer scorer =
          (actions, horizon, candidates, discount, returns) -> returns[17] = bad;
      String error =
          Errors.messageOf(
              IllegalStateException.class,
              () -> new CrossEntropyPlanner(PAPER, ONE).plan(scorer, random(12)));
      assertTrue(error.contains("candidate 17 of iteration 0 was scored " + bad), error);
    }
  }

  @Test
  void refusesMoreElitesThanCandidates() {
    String error = Errors.messageOf(IllegalArgumentException.class, () -> spec(12, 10, 50, 100));
    assertEquals("elites: expected at most candidates (50), got 100", error);
    assertThrows(IllegalArgumentException.class, () -> spec(0, 10, 50, 10));
    assertThrows(IllegalArgumentException.class, () -> spec(12, -1, 50, 10));
    assertThrows(IllegalArgumentException.class, () -> spec(12, 1, 0, 0));
  }
}
