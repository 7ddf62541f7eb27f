package org.planetbench.agents.planning;

import org.planetbench.agents.ModelDivergedException;
import org.planetbench.suites.ActionSpec;

/**
 * A step of gradient ascent on the return of each of some candidates, every one for itself:
 *
 * <pre>
 *   a_h = clip(a_h + gradient_step g_h / max(1, |g_h|))        g_h = dR / da_h,   h = 1..H
 * </pre>
 *
 * <p>The gradient of each time step's actions is shortened to norm 1, and the step is plain and 0.1
 * long by default, as in the code of Bharadhwaj et al. 2020 (which runs RMSprop, whose first steps
 * reach across the box; the plain step stands beside it).
 *
 * <p>It allocates nothing.
 */
final class GradientStep {
  private final PlannerSpec spec;
  private final int size;
  private final int count;
  private final float[] actions; // [horizon, count, actionSize]
  private final float[] gradients; // [horizon, count, actionSize]
  private final float[] returns; // [count]

  /**
   * @param count how many candidates move
   */
  GradientStep(PlannerSpec spec, ActionSpec box, int count) {
    this.spec = spec;
    this.size = box.size();
    this.count = count;
    this.actions = new float[spec.horizon() * count * size];
    this.gradients = new float[actions.length];
    this.returns = new float[count];
  }

  /**
   * Moves the best candidates.
   *
   * @param iteration for the message, should a return or a gradient not be finite
   */
  void take(HostPopulation population, TrajectoryScorer scorer, int iteration) {
    for (int h = 0, at = 0; h < spec.horizon(); h++) {
      for (int k = 0; k < count; k++) {
        for (int a = 0; a < size; a++) {
          actions[at++] = population.action(k, h, a);
        }
      }
    }
    scorer.differentiate(actions, spec.horizon(), count, spec.discount(), returns, gradients);
    Population.requireFinite(returns, iteration);
    for (int h = 0, at = 0; h < spec.horizon(); h++) {
      for (int k = 0; k < count; k++, at += size) {
        double norm = norm(at);
        if (!Double.isFinite(norm)) {
          throw ModelDivergedException.acting(
              "planner: candidate %d of iteration %d has a gradient of norm %s, expected a finite one"
                  .formatted(k, iteration, norm));
        }
        double factor = spec.gradientStep() / Math.max(1, norm);
        for (int a = 0; a < size; a++) {
          population.set(k, h, a, (float) (actions[at + a] + factor * gradients[at + a]));
        }
      }
    }
  }

  /** Of the gradient of one time step's actions. */
  private double norm(int at) {
    double squares = 0;
    for (int a = 0; a < size; a++) {
      squares += (double) gradients[at + a] * gradients[at + a];
    }
    return Math.sqrt(squares);
  }
}
