package org.planetbench.agents.planning;

import java.util.random.RandomGenerator;
import org.planetbench.suites.ActionSpec;

/**
 * The best of all candidates, drawn as the cross-entropy method draws its first ones: clip(N(0,
 * 1)). The I x J candidates are drawn and scored J at a time, so that the buffers do not grow with
 * them. The paper's random shooting (Figure 5) is I = 1 and J = 1000, a tenth of what its
 * cross-entropy method evaluates; with the same I both evaluate the same.
 */
final class RandomShootingPlanner implements Planner {
  private final PlannerSpec spec;
  private final PlanGaussian search;
  private final Population population;
  private final float[] best; // [horizon, actionSize]

  RandomShootingPlanner(PlannerSpec spec, ActionSpec box) {
    this.spec = spec;
    this.search = new PlanGaussian(spec, box);
    this.population = new Population(spec, box);
    this.best = new float[spec.horizon() * box.size()];
    search.start(1);
  }

  @Override
  public float[] plan(TrajectoryScorer scorer, Proposals proposals, RandomGenerator random) {
    float highest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < spec.iterations(); i++) {
      population.draw(search, random);
      population.insert(proposals);
      population.score(scorer, i);
      if (population.returnOf(0) > highest) {
        highest = population.returnOf(0);
        population.copy(0, best);
      }
    }
    return best.clone();
  }
}
