package org.planetbench.harness.study;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.suites.Simulator;

/** What a plan of H actions returns, undiscounted: as a model expects, and as it is. */
final class PlanReturns {
  /** Imagined trajectories of one plan, which are averaged. */
  private static final int SAMPLES = 64;

  private final int horizon;
  private final int actionSize;
  private final float[] copies; // [horizon, SAMPLES, actionSize]
  private final float[] imagined = new float[SAMPLES];
  private final double[] real = new double[1];

  PlanReturns(int horizon, int actionSize) {
    this.horizon = horizon;
    this.actionSize = actionSize;
    this.copies = new float[horizon * SAMPLES * actionSize];
  }

  /**
   * The mean over trajectories that the model imagines from a belief.
   *
   * @param plan [horizon, actionSize]
   */
  double predicted(WorldModel model, Belief belief, float[] plan, RandomGenerator noise) {
    for (int t = 0; t < horizon; t++) {
      for (int sample = 0; sample < SAMPLES; sample++) {
        int at = (t * SAMPLES + sample) * actionSize;
        System.arraycopy(plan, t * actionSize, copies, at, actionSize);
      }
    }
    model.imagination(belief, noise).score(copies, horizon, SAMPLES, 1, imagined);
    double sum = 0;
    for (float one : imagined) {
      sum += one;
    }
    return sum / SAMPLES;
  }

  int horizon() {
    return horizon;
  }

  /** What the environment would pay for it. */
  double realised(Simulator simulator, float[] plan) {
    simulator.rollOut(plan, horizon, 1, 1, real);
    return real[0];
  }
}
