package org.planetbench.agents.model;

/**
 * The lambda-return of imagined states (Hafner et al. 2020, equation 6, as its code indexes it): of
 * n + 1 states s_0 to s_n with rewards r_i and values v_i,
 *
 * <pre>
 *   R_i = r_i + discount * ((1 - lambda) v_(i+1) + lambda R_(i+1)),   i = 0 .. n-1,   R_n = v_n
 * </pre>
 *
 * where r_n and v_0 have no part; {@link ImaginedStart} says which states these are, and what a
 * return counts.
 */
record LambdaReturn(double discount, double lambda) {
  /**
   * The returns, in place of the rewards.
   *
   * @param rewards r_0 to r_(n-1); becomes R_0 to R_(n-1)
   * @param next v_1 to v_n
   */
  void apply(double[] rewards, double[] next) {
    double later = next[next.length - 1];
    for (int i = rewards.length - 1; i >= 0; i--) {
      later = rewards[i] + discount * ((1 - lambda) * next[i] + lambda * later);
      rewards[i] = later;
    }
  }

  /** discount^i, for i = 0 .. n-1. */
  double[] weights(int n) {
    double[] weights = new double[n];
    weights[0] = 1;
    for (int i = 1; i < n; i++) {
      weights[i] = weights[i - 1] * discount;
    }
    return weights;
  }

  /**
   * Of the weighted sum of the returns the derivatives with respect to r_0 .. r_(n-1).
   *
   * @param weights of R_0 .. R_(n-1)
   */
  double[] rewardGradients(double... weights) {
    double[] gradients = weights.clone();
    for (int i = 1; i < gradients.length; i++) {
      gradients[i] += discount * lambda * gradients[i - 1];
    }
    return gradients;
  }

  /** The same with respect to v_1 .. v_n. */
  double[] valueGradients(double... weights) {
    double[] gradients = rewardGradients(weights);
    int n = gradients.length;
    for (int i = 0; i < n - 1; i++) {
      gradients[i] *= discount * (1 - lambda);
    }
    gradients[n - 1] *= discount;
    return gradients;
  }
}
