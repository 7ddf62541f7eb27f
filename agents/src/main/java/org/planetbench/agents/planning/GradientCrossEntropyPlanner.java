package org.planetbench.agents.planning;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.planetbench.suites.ActionSpec;

/**
 * Grad-CEM (Bharadhwaj et al. 2020, "Model-Predictive Control via Cross-Entropy and Gradient-Based
 * Optimization"): the cross-entropy method whose K best candidates take one {@link GradientStep}
 * before it refits to them.
 *
 * <pre>
 *   mu = 0, sigma = 1
 *   I times: a_j  = clip(mu + sigma eps_j)                      j = 1..J
 *            best = the K candidates of the highest return, each a gradient step higher
 *            mu, sigma = fitted to the best
 *   answer: mu
 * </pre>
 *
 * <p>With steps of no length it is {@link CrossEntropyPlanner}: it draws the same numbers.
 */
final class GradientCrossEntropyPlanner implements Planner {
  private final PlannerSpec spec;
  private final PlanGaussian search;
  private final Population population;
  private final GradientStep step;
  private final double[] weights; // [elites], all equal

  GradientCrossEntropyPlanner(PlannerSpec spec, ActionSpec box) {
    this.spec = spec;
    this.search = new PlanGaussian(spec, box);
    this.population = new Population(spec, box);
    this.step = new GradientStep(spec, box, spec.elites());
    this.weights = new double[spec.elites()];
    Arrays.fill(weights, 1);
  }

  @Override
  public float[] plan(TrajectoryScorer scorer, Proposals proposals, RandomGenerator random) {
    search.start(1);
    for (int i = 0; i < spec.iterations(); i++) {
      population.draw(search, random);
      population.insert(proposals);
      population.score(scorer, i);
      step.take(population, scorer, i);
      search.fit(population, weights);
    }
    return search.mean.clone();
  }
}
