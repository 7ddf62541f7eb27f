package org.planetbench.agents.planning;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.planetbench.suites.ActionSpec;

/**
 * iCEM (Pinneri et al. 2020, "Sample-efficient cross-entropy method for real-time planning",
 * Algorithm 1): actions that go together over time, and nothing good is forgotten.
 *
 * <pre>
 *   mu = 0 at first, later the last decision's, one step on (its last action twice); sigma = 0.5
 *   I times: a_j   = clip(mu + sigma eps_j)              eps_j coloured over the horizon
 *            the first candidates are the best of the iteration before, in the first iteration
 *              those of the decision before, one step on (their last action drawn from mu, sigma);
 *            in the last iteration the one after them is mu itself
 *            mu, sigma = 0.1 old + 0.9 fitted to the K best, as the cross-entropy method fits
 *   answer: the best candidate of the last iteration
 * </pre>
 *
 * <p>The fraction {@code elite_memory} of the K best is reused. What is reused takes the place of
 * drawn candidates and is scored again, and the population does not shrink from one iteration to
 * the next: each decision evaluates I x J candidates, as the other planners do. In the authors'
 * code it shrinks, and what is reused, its number rounded down, comes beside the drawn candidates
 * and keeps its return from one iteration to the next.
 */
final class ImprovedCrossEntropyPlanner implements Planner {
  private static final float FIRST_STD = 0.5f;
  private static final float MOMENTUM = 0.1f;

  private final PlannerSpec spec;
  private final int size;
  private final HostPopulation onHost;
  private final ColoredNoise noise;
  private final float[] mean; // [horizon, actionSize], of the last decision
  private final float[][] memory; // [reused, horizon * actionSize], best first
  private boolean decided; // in this episode: there is something to go on from

  ImprovedCrossEntropyPlanner(PlannerSpec spec, ActionSpec box) {
    this.spec = spec;
    this.size = box.size();
    this.onHost = new HostPopulation(spec, box);
    this.noise = new ColoredNoise(spec.horizon(), spec.noiseBeta());
    this.mean = new float[spec.horizon() * size];
    int reused = (int) Math.round(spec.eliteMemory() * spec.elites());
    this.memory = new float[reused][spec.horizon() * size];
  }

  @Override
  public void reset() {
    decided = false;
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public float[] plan(TrajectoryScorer scorer, Proposals proposals, RandomGenerator random) {
    float[] best = new float[spec.horizon() * size];
    if (spec.iterations() == 0) {
      return best;
    }
    begin(random);
    try (Population population = scorer.population(onHost)) {
      population.start(mean, FIRST_STD);
      population.remember(memory);
      for (int i = 0; i < spec.iterations(); i++) {
        propose(population, i, random);
        population.insert(proposals);
        population.score(i);
        population.rememberBest();
        population.fit(Double.POSITIVE_INFINITY, MOMENTUM);
        decided = true;
        if (i == spec.iterations() - 1) {
          population.holdBest();
        }
      }
      population.readHeld(best);
      population.readMean(mean);
      population.readRemembered(memory);
    }
    return best;
  }

  /** Takes over from the decision before what still lies ahead. */
  private void begin(RandomGenerator random) {
    if (!decided) {
      Arrays.fill(mean, 0);
      return;
    }
    shift(mean);
    for (float[] plan : memory) {
      shift(plan);
      for (int i = plan.length - size; i < plan.length; i++) {
        // Clipped when it is put. The last step of a coloured sequence, alone, is N(0, 1).
        plan[i] = mean[i] + FIRST_STD * (float) random.nextGaussian();
      }
    }
  }

  /** One step on; the last action stays, and so comes twice. */
  private void shift(float[] plan) {
    System.arraycopy(plan, size, plan, 0, plan.length - size);
  }

  private void propose(Population population, int iteration, RandomGenerator random) {
    int first = 0;
    if (decided) {
      population.recall();
      first = memory.length;
    }
    if (iteration == spec.iterations() - 1 && first < spec.candidates()) {
      population.putMean(first++);
    }
    population.draw(noise, first, random);
  }
}
