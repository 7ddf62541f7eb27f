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
  private final HostPopulation onHost;
  private final int length; // horizon * actionSize

  RandomShootingPlanner(PlannerSpec spec, ActionSpec box) {
    this.spec = spec;
    this.onHost = new HostPopulation(spec, box);
    this.length = spec.horizon() * box.size();
  }

  @Override
  public float[] plan(TrajectoryScorer scorer, Proposals proposals, RandomGenerator random) {
    float[] best = new float[length];
    try (Population population = scorer.population(onHost)) {
      population.start(best, 1);
      for (int i = 0; i < spec.iterations(); i++) {
        population.draw(random);
        population.insert(proposals);
        population.score(i);
        population.holdBest();
      }
      population.readHeld(best);
    }
    return best;
  }
}
