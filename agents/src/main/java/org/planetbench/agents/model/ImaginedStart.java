package org.planetbench.agents.model;

/**
 * Whether the posterior that is imagined from is one of the n + 1 states that a {@link
 * LambdaReturn} has, and with it which return an action is credited with. With H imagined steps:
 *
 * <pre>
 *   dropped:   a_0    a_1    a_2          kept:       a_0    a_1    a_2
 *            s  |  s_0 |  s_1 | s_2             s_0    |  s_1 |  s_2 | s_3
 *   returns        R_0    R_1                   R_0       R_1    R_2
 *   actor          1      w_1                             1      w_1         weights
 *   value          1      w_1                   1         w_1    w_2
 *   entropy    1     1      1                    1     w_1
 * </pre>
 *
 * An action is first seen in the state after it. The return of a kept start is none of the actor's
 * doing, so that the actor's weights begin one later.
 */
public enum ImaginedStart {
  /** Dreamer's: H states, n = H - 1. */
  DROPPED,
  /**
   * DreamerV2's: H + 1 states, n = H. As in its code, the model takes its step first, and what is
   * imagined from the posteriors before it is of the weights after it.
   */
  KEPT;

  /** n, how many returns there are. */
  int returns(int horizon) {
    return this == KEPT ? horizon : horizon - 1;
  }

  /**
   * What the returns count in the actor's loss, before their mean over {@link #credited}.
   *
   * @param weights w_0 to w_(n-1)
   */
  double[] ofActor(double[] weights) {
    if (this == DROPPED) {
      return weights;
    }
    double[] later = new double[weights.length];
    System.arraycopy(weights, 0, later, 1, weights.length - 1);
    return later;
  }

  /** How many returns the actor is credited with, of n. */
  int credited(int n) {
    return this == KEPT ? n - 1 : n;
  }

  /**
   * What the entropies of the policies count, before their mean over as many.
   *
   * @param weights w_0 to w_(n-1)
   */
  double[] ofEntropy(int horizon, double[] weights) {
    double[] counts = new double[this == KEPT ? horizon - 1 : horizon];
    for (int t = 0; t < counts.length; t++) {
      counts[t] = this == KEPT ? weights[t] : 1;
    }
    return counts;
  }
}
