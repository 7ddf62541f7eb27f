package org.planetbench.agents.planning;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.planetbench.suites.ActionSpec;

/**
 * The candidates of one iteration: drawn, scored, ranked. It is filled anew in each iteration and
 * allocates nothing.
 *
 * <p>Gaussians are the JDK's ziggurat: measured at 4.1 ns each where a Box-Muller transform on
 * polynomials took 6.1, some 3 ms of a published plan.
 */
final class Population {
  private final int horizon;
  private final int candidates;
  private final double discount;
  private final ActionSpec box;
  private final float[] actions; // [horizon, candidates, actionSize]
  private final float[] returns; // [candidates]
  private final long[] ranking; // [candidates], best first: order of the return << 32 | candidate

  Population(PlannerSpec spec, ActionSpec box) {
    this.horizon = spec.horizon();
    this.candidates = spec.candidates();
    this.discount = spec.discount();
    this.box = box;
    this.actions = new float[horizon * candidates * box.size()];
    this.returns = new float[candidates];
    this.ranking = new long[candidates];
  }

  /**
   * Draws all candidates with white noise: clip(mean + std eps), in the order they are stored,
   * which is their order until they are scored.
   */
  void draw(PlanGaussian search, RandomGenerator random) {
    int size = box.size();
    for (int h = 0, at = 0; h < horizon; h++) {
      for (int j = 0; j < candidates; j++) {
        for (int a = 0; a < size; a++, at++) {
          float noise = (float) random.nextGaussian();
          actions[at] = clip(search.mean[h * size + a] + search.std[h * size + a] * noise);
        }
      }
    }
    for (int j = 0; j < candidates; j++) {
      ranking[j] = j;
    }
  }

  /** Draws the candidates from {@code first} on with noise that is coloured over the horizon. */
  void draw(PlanGaussian search, ColoredNoise noise, int first, RandomGenerator random) {
    int size = box.size();
    for (int j = first; j < candidates; j++) {
      for (int a = 0; a < size; a++) {
        float[] eps = noise.next(random); // [horizon]
        for (int h = 0; h < horizon; h++) {
          int at = h * size + a;
          actions[at(h, j) + a] = clip(search.mean[at] + search.std[at] * eps[h]);
        }
      }
    }
  }

  /** Sets one candidate to a plan [horizon, actionSize], clipped. */
  void put(int candidate, float[] plan) {
    int size = box.size();
    for (int h = 0; h < horizon; h++) {
      for (int a = 0; a < size; a++) {
        actions[at(h, candidate) + a] = clip(plan[h * size + a]);
      }
    }
  }

  /** Puts these, clipped, in the place of the last candidates. */
  void insert(Proposals proposals) {
    int size = box.size();
    int width = proposals.count() * size;
    for (int h = 0; h < horizon; h++) {
      int to = at(h, candidates - proposals.count());
      for (int i = 0; i < width; i++) {
        actions[to + i] = clip(proposals.actions()[h * width + i]);
      }
    }
  }

  float clip(float action) {
    return Math.clamp(action, (float) box.minimum(), (float) box.maximum());
  }

  /**
   * Scores all candidates and ranks them; of equals the one drawn first is the better.
   *
   * @param iteration for the message, should a return not be finite
   */
  void score(TrajectoryScorer scorer, int iteration) {
    scorer.score(actions, horizon, candidates, discount, returns);
    rank(iteration);
  }

  /**
   * Sorts (return, candidate) pairs packed into longs: no comparator, no allocation (but for a few
   * hundred bytes inside the JDK's sort until it is compiled), and a total order. A float's bits
   * order like integers once those of negative numbers are flipped.
   */
  private void rank(int iteration) {
    requireFinite(returns, iteration);
    for (int j = 0; j < returns.length; j++) {
      int bits = Float.floatToIntBits(returns[j] + 0f); // + 0f makes -0 and 0 equals
      int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
      ranking[j] = ((long) ~ascending << 32) | j;
    }
    Arrays.sort(ranking);
  }

  static void requireFinite(float[] returns, int iteration) {
    for (int j = 0; j < returns.length; j++) {
      if (!Float.isFinite(returns[j])) {
        throw new IllegalStateException(
            "planner: candidate %d of iteration %d was scored %s, expected a finite return; the model has diverged (a lower learning rate or gradient clip may help)"
                .formatted(j, iteration, returns[j]));
      }
    }
  }

  /** The k-th best candidate's action number {@code a} at step {@code h}. */
  float action(int k, int h, int a) {
    return actions[at(h, (int) ranking[k]) + a];
  }

  /** The k-th best candidate's return. */
  float returnOf(int k) {
    return returns[(int) ranking[k]];
  }

  /** Changes it, clipped. */
  void set(int k, int h, int a, float action) {
    actions[at(h, (int) ranking[k]) + a] = clip(action);
  }

  /** Copies the k-th best candidate to {@code plan} [horizon, actionSize]. */
  void copy(int k, float[] plan) {
    for (int h = 0; h < horizon; h++) {
      System.arraycopy(actions, at(h, (int) ranking[k]), plan, h * box.size(), box.size());
    }
  }

  private int at(int h, int candidate) {
    return (h * candidates + candidate) * box.size();
  }
}
