package org.planetbench.agents.planning;

import java.util.random.RandomGenerator;
import org.planetbench.suites.ActionSpec;

/**
 * Planning by gradients alone (the baseline of Bharadhwaj et al. 2020): J candidates are drawn as
 * the cross-entropy method draws its first ones, clip(N(0, 1)), take I - 1 {@link GradientStep}s,
 * and are scored. The answer is the best of them. Each of the I iterations evaluates all
 * candidates, as with the other planners.
 */
final class GradientAscentPlanner implements Planner {
  private final PlannerSpec spec;
  private final PlanGaussian search;
  private final Population population;
  private final GradientStep step;

  GradientAscentPlanner(PlannerSpec spec, ActionSpec box) {
    this.spec = spec;
    this.search = new PlanGaussian(spec, box);
    this.population = new Population(spec, box);
    this.step = new GradientStep(spec, box, spec.candidates());
    search.start(1);
  }

  @Override
  public float[] plan(TrajectoryScorer scorer, Proposals proposals, RandomGenerator random) {
    float[] best = new float[search.mean.length];
    if (spec.iterations() == 0) {
      return best;
    }
    population.draw(search, random);
    population.insert(proposals);
    int last = spec.iterations() - 1;
    for (int i = 0; i < last; i++) {
      step.take(population, scorer, i);
    }
    population.score(scorer, last);
    population.copy(0, best);
    return best;
  }
}
