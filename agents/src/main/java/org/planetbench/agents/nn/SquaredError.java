package org.planetbench.agents.nn;

/** Half the squared error: minus the log density of a unit-variance Gaussian, less its constant. */
public final class SquaredError {
  private SquaredError() {}

  /**
   * The loss scale * sum of (prediction - target)^2 / 2.
   *
   * @param prediction [rows, 1]
   * @return the sum without the scale
   */
  public static double apply(Tape tape, Rows prediction, float[] target, double scale) {
    return tape.backend().squaredError(tape, prediction, target, scale);
  }
}
