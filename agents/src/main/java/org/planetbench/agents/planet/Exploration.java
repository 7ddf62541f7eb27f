package org.planetbench.agents.planet;

import java.util.random.RandomGenerator;
import org.planetbench.suites.ActionSpec;

/**
 * Gaussian noise on actions, clipped to their box. The numbers are floats, so that the replay holds
 * them exactly.
 *
 * @param noise standard deviation; at 0 nothing is drawn
 */
record Exploration(ActionSpec box, double noise) {
  /**
   * clip(action + noise).
   *
   * @param action its first numbers are the action
   */
  double[] around(float[] action, RandomGenerator random) {
    double[] noisy = new double[box.size()];
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = clip(noise > 0 ? action[i] + noise * random.nextGaussian() : action[i]);
    }
    return noisy;
  }

  /** The same without noise. */
  double[] clipped(float[] action) {
    double[] clipped = new double[box.size()];
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = clip(action[i]);
    }
    return clipped;
  }

  private float clip(double value) {
    return (float) Math.clamp(value, box.minimum(), box.maximum());
  }
}
