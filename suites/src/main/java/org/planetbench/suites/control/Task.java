package org.planetbench.suites.control;

import java.util.Map;

/**
 * What makes an environment out of a simulation: where an episode starts, what is seen and what is
 * rewarded. Made for one {@link Physics}, whose quantities it looks up once.
 */
public interface Task {
  /**
   * Writes an initial state, after a reset of the physics. Every edit of the model is made here.
   */
  void initializeEpisode(NumpyRandomState random);

  /** Puts new arrays, in dm_control's order. */
  void observe(Map<String, double[]> observation);

  /** In [0, 1]: of the last environment step. */
  double reward();
}
