package org.planetbench.agents.planning;

import org.planetbench.suites.ActionSpec;

/** An independent Gaussian for each action of a plan: what a search draws from and refits. */
final class PlanGaussian {
  final float[] mean; // [horizon, actionSize]
  final float[] std; // [horizon, actionSize]
  private final int horizon;
  private final int size;

  PlanGaussian(PlannerSpec spec, ActionSpec box) {
    this.horizon = spec.horizon();
    this.size = box.size();
    this.mean = new float[horizon * size];
    this.std = new float[horizon * size];
  }

  /**
   * Fits mean and deviation to the best candidates as clipped: the weighted mean, and the root of
   * the weighted population variance plus 1e-6.
   *
   * @param weights of the best, second best ...: as many as take part
   */
  void fit(HostPopulation population, double[] weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    for (int h = 0; h < horizon; h++) {
      for (int a = 0; a < size; a++) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * population.action(k, h, a);
        }
        double average = sum / total;
        double squares = 0;
        for (int k = 0; k < weights.length; k++) {
          double deviation = population.action(k, h, a) - average;
          squares += weights[k] * deviation * deviation;
        }
        mean[h * size + a] = (float) average;
        std[h * size + a] = (float) Math.sqrt(squares / total + PlannerSpec.VARIANCE_FLOOR);
      }
    }
  }
}
