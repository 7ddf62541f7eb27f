package org.planetbench.agents.planning;

import java.util.random.RandomGenerator;
import org.planetbench.suites.ActionSpec;

/**
 * Planning by gradients alone (the baseline of Bharadhwaj et al. 2020): J candidates are drawn as
 * the cross-entropy method draws its first ones, clip(N(0, 1)), take I - 1 {@link GradientStep}s,
 * and are scored. The answer is the best of them. Each of the I iterations evaluates all
 * candidates, as with the other planners. Gradients are taken on the host.
 *
 * <p>The authors' code takes I steps, the last one after the last returns, by which it picks: what
 * it answers with was not scored.
 */
final class GradientAscentPlanner implements Planner {
  private final PlannerSpec spec;
  private final HostPopulation population;
  private final int length; // horizon * actionSize
  private final GradientStep step;

  GradientAscentPlanner(PlannerSpec spec, ActionSpec box) {
    this.spec = spec;
    this.population = new HostPopulation(spec, box);
    this.length = spec.horizon() * box.size();
    this.step = new GradientStep(spec, box, spec.candidates());
  }

  @Override
  public float[] plan(TrajectoryScorer scorer, Proposals proposals, RandomGenerator random) {
    float[] best = new float[length];
    if (spec.iterations() == 0) {
      return best;
    }
    try (Population scored = population.scoredBy(scorer)) {
      scored.start(best, 1);
      scored.draw(random);
      scored.insert(proposals);
      int last = spec.iterations() - 1;
      for (int i = 0; i < last; i++) {
        step.take(population, scorer, i);
      }
      scored.score(last);
      scored.holdBest();
      scored.readHeld(best);
    }
    return best;
  }
}
