package org.planetbench.agents.planning;

import java.util.random.RandomGenerator;
import org.planetbench.suites.ActionSpec;

/**
 * Model-predictive path integral control (MPPI): candidates weigh in by the exponential of their
 * return, the information-theoretic weights of Williams et al. 2017, "Information theoretic MPC for
 * model-based reinforcement learning", equation 26.
 *
 * <p>That controller keeps its noise and goes on from the last decision's plan. PlaNet plans afresh
 * at every decision, from mu = 0 and sigma = 1, where a noise that stays so wide never settles. So
 * sigma is refitted as well, over the K best only, as TD-MPC does (Hansen et al. 2022, equations 4
 * and 5): at a high temperature this is the cross-entropy method, at a low one it follows the
 * single best candidate.
 *
 * <pre>
 *   mu = 0, sigma = 1
 *   I times: a_j   = clip(mu + sigma eps_j)                     j = 1..J
 *            w_k   = exp((R_k - R_best) / temperature)          over the K best
 *            mu    = sum w a / sum w,  of the actions as clipped
 *            sigma = sqrt(sum w (a - mu)^2 / sum w + 1e-6)
 *   answer: mu
 * </pre>
 *
 * <p>Left out: the control cost that Williams et al. have in the weights; and of Hansen et al. the
 * momentum of the mean from one iteration to the next, its start from the decision before, the
 * first deviation of 2, the smallest deviation, and the answer, which is one of the K best, drawn
 * by its weight. So this differs from the cross-entropy method in how it weighs candidates, and in
 * nothing else.
 */
final class PathIntegralPlanner implements Planner {
  private final PlannerSpec spec;
  private final HostPopulation onHost;
  private final int length; // horizon * actionSize

  PathIntegralPlanner(PlannerSpec spec, ActionSpec box) {
    this.spec = spec;
    this.onHost = new HostPopulation(spec, box);
    this.length = spec.horizon() * box.size();
  }

  @Override
  public float[] plan(TrajectoryScorer scorer, Proposals proposals, RandomGenerator random) {
    float[] mean = new float[length];
    try (Population population = scorer.population(onHost)) {
      population.start(mean, 1);
      for (int i = 0; i < spec.iterations(); i++) {
        population.draw(random);
        population.insert(proposals);
        population.score(i);
        population.fit(spec.temperature(), 0);
      }
      population.readMean(mean);
    }
    return mean;
  }
}
