package org.planetbench.agents.planning;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.planetbench.suites.ActionSpec;

/**
 * The cross-entropy method as PlaNet runs it (Hafner et al. 2019, Algorithm 2).
 *
 * <pre>
 *   mu = 0, sigma = 1                                    [H, A], afresh at every decision
 *   I times: a_j  = clip(mu + sigma eps_j)               j = 1..J
 *            R_j  = the scorer's return of a_j
 *            best = the K candidates of the highest return (of equals the one drawn first)
 *            mu    = mean of the best, as clipped
 *            sigma = sqrt(population variance of the best + 1e-6)
 *   answer: mu
 * </pre>
 *
 * <p>Grad-CEM (Bharadhwaj et al. 2020, "Model-Predictive Control via Cross-Entropy and
 * Gradient-Based Optimization") differs from these lines in one: the best each take a {@link
 * GradientStep} before mu and sigma are fitted to them. It draws the same numbers and answers with
 * mu, too. Its authors' code answers with the candidate that returned most, as it is after its last
 * step.
 *
 * <p>The search allocates nothing but its answer.
 */
final class CrossEntropyPlanner implements Planner {
  private final PlannerSpec spec;
  private final HostPopulation onHost;
  private final int length; // horizon * actionSize
  private final Optional<GradientStep> step;

  CrossEntropyPlanner(PlannerSpec spec, ActionSpec box) {
    this(spec, box, Optional.empty());
  }

  private CrossEntropyPlanner(PlannerSpec spec, ActionSpec box, Optional<GradientStep> step) {
    this.spec = spec;
    this.onHost = new HostPopulation(spec, box);
    this.length = spec.horizon() * box.size();
    this.step = step;
  }

  /** Grad-CEM. */
  static CrossEntropyPlanner withGradients(PlannerSpec spec, ActionSpec box) {
    return new CrossEntropyPlanner(
        spec, box, Optional.of(new GradientStep(spec, box, spec.elites())));
  }

  @Override
  public float[] plan(TrajectoryScorer scorer, Proposals proposals, RandomGenerator random) {
    float[] mean = new float[length];
    try (Population population = population(scorer)) {
      population.start(mean, 1);
      for (int i = 0; i < spec.iterations(); i++) {
        population.draw(random);
        population.insert(proposals);
        population.score(i);
        if (step.isPresent()) {
          step.get().take(onHost, scorer, i);
        }
        population.fit(Double.POSITIVE_INFINITY, 0);
      }
      population.readMean(mean);
    }
    return mean;
  }

  /** Gradients are taken on the host. */
  private Population population(TrajectoryScorer scorer) {
    return step.isPresent() ? onHost.scoredBy(scorer) : scorer.population(onHost);
  }
}
