package org.planetbench.agents.planning;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.planetbench.suites.ActionSpec;

/**
 * A population on the host, used again in each decision. It is filled anew in each iteration and
 * allocates nothing.
 *
 * <p>Gaussians are the JDK's ziggurat: measured at 4.1 ns each where a Box-Muller transform on
 * polynomials took 6.1, some 3 ms of a published plan.
 */
public final class HostPopulation implements Population {
  private final PlannerSpec spec;
  private final ActionSpec box;
  private final int horizon;
  private final int candidates;
  private final PlanGaussian search;
  private final PlanGaussian fitted;
  private final float[] actions; // [horizon, candidates, actionSize]
  private final float[] returns; // [candidates]
  private final long[] ranking; // [candidates], best first: order of the return << 32 | candidate
  private final double[] weights; // [elites], of the best first
  private final float[] held; // [horizon, actionSize]
  private float[][] remembered = new float[0][]; // [plans, horizon * actionSize], best first
  private float highest;
  private @Nullable TrajectoryScorer scorer;

  HostPopulation(PlannerSpec spec, ActionSpec box) {
    this.spec = spec;
    this.box = box;
    this.horizon = spec.horizon();
    this.candidates = spec.candidates();
    this.search = new PlanGaussian(spec, box);
    this.fitted = new PlanGaussian(spec, box);
    this.actions = new float[horizon * candidates * box.size()];
    this.returns = new float[candidates];
    this.ranking = new long[candidates];
    this.weights = new double[spec.elites()];
    this.held = new float[horizon * box.size()];
  }

  public PlannerSpec spec() {
    return spec;
  }

  public ActionSpec box() {
    return box;
  }

  /** For a decision. */
  HostPopulation scoredBy(TrajectoryScorer newScorer) {
    scorer = newScorer;
    return this;
  }

  @Override
  public void start(float[] mean, float deviation) {
    System.arraycopy(mean, 0, search.mean, 0, mean.length);
    Arrays.fill(search.std, deviation);
    Arrays.fill(held, 0);
    highest = Float.NEGATIVE_INFINITY;
  }

  /** In the order they are stored, which is their order until they are scored. */
  @Override
  public void draw(RandomGenerator random) {
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

  @Override
  public void draw(ColoredNoise noise, int first, RandomGenerator random) {
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

  @Override
  public void putMean(int candidate) {
    put(candidate, search.mean);
  }

  private void put(int candidate, float[] plan) {
    int size = box.size();
    for (int h = 0; h < horizon; h++) {
      for (int a = 0; a < size; a++) {
        actions[at(h, candidate) + a] = clip(plan[h * size + a]);
      }
    }
  }

  /** Takes the arrays over until the decision is made. */
  @Override
  public void remember(float[][] plans) {
    remembered = plans;
  }

  @Override
  public void rememberBest() {
    for (int k = 0; k < remembered.length; k++) {
      copy(k, remembered[k]);
    }
  }

  @Override
  public void recall() {
    for (int k = 0; k < remembered.length; k++) {
      put(k, remembered[k]);
    }
  }

  @Override
  public void insert(Proposals proposals) {
    int size = box.size();
    int width = proposals.count() * size;
    for (int h = 0; h < horizon; h++) {
      int to = at(h, candidates - proposals.count());
      for (int i = 0; i < width; i++) {
        actions[to + i] = clip(proposals.actions()[h * width + i]);
      }
    }
  }

  private float clip(float action) {
    return Math.clamp(action, (float) box.minimum(), (float) box.maximum());
  }

  @Override
  public void score(int iteration) {
    if (scorer == null) {
      throw new IllegalStateException(
          "candidates are scored between the start and the end of a decision");
    }
    scorer.score(actions, horizon, candidates, spec.discount(), returns);
    Population.requireFinite(returns, iteration);
    rank();
  }

  /**
   * Sorts (return, candidate) pairs packed into longs: no comparator, no allocation (but for a few
   * hundred bytes inside the JDK's sort until it is compiled), and a total order. A float's bits
   * order like integers once those of negative numbers are flipped.
   */
  private void rank() {
    for (int j = 0; j < returns.length; j++) {
      int bits = Float.floatToIntBits(returns[j] + 0f); // + 0f makes -0 and 0 equals
      int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
      ranking[j] = ((long) ~ascending << 32) | j;
    }
    Arrays.sort(ranking);
  }

  @Override
  public void fit(double temperature, float momentum) {
    double best = returnOf(0);
    for (int k = 0; k < weights.length; k++) {
      weights[k] =
          Double.isInfinite(temperature) ? 1 : StrictMath.exp((returnOf(k) - best) / temperature);
    }
    if (momentum == 0) {
      search.fit(this, weights);
      return;
    }
    fitted.fit(this, weights);
    for (int i = 0; i < search.mean.length; i++) {
      search.mean[i] = momentum * search.mean[i] + (1 - momentum) * fitted.mean[i];
      search.std[i] = momentum * search.std[i] + (1 - momentum) * fitted.std[i];
    }
  }

  /** The k-th best candidate's action number {@code a} at step {@code h}. */
  float action(int k, int h, int a) {
    return actions[at(h, (int) ranking[k]) + a];
  }

  private float returnOf(int k) {
    return returns[(int) ranking[k]];
  }

  /** Changes the k-th best candidate, clipped. */
  void set(int k, int h, int a, float action) {
    actions[at(h, (int) ranking[k]) + a] = clip(action);
  }

  @Override
  public void holdBest() {
    if (returnOf(0) > highest) {
      highest = returnOf(0);
      copy(0, held);
    }
  }

  /** Copies the k-th best candidate to {@code plan} [horizon, actionSize]. */
  private void copy(int k, float[] plan) {
    for (int h = 0; h < horizon; h++) {
      System.arraycopy(actions, at(h, (int) ranking[k]), plan, h * box.size(), box.size());
    }
  }

  private int at(int h, int candidate) {
    return (h * candidates + candidate) * box.size();
  }

  @Override
  public void readMean(float[] plan) {
    System.arraycopy(search.mean, 0, plan, 0, plan.length);
  }

  @Override
  public void readHeld(float[] plan) {
    System.arraycopy(held, 0, plan, 0, plan.length);
  }

  /** It wrote to the very arrays. */
  @Override
  public void readRemembered(float[][] plans) {
    remembered = plans;
  }

  @Override
  public void close() {
    scorer = null;
  }
}
