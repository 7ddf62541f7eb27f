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
    double sum = 0;
    for (int i = 0; i < target.length; i++) {
      double error = (double) prediction.value()[i][0] - target[i];
      sum += 0.5 * error * error;
    }
    tape.record(
        () -> {
          for (int i = 0; i < target.length; i++) {
            prediction.gradient()[i][0] += (float) scale * (prediction.value()[i][0] - target[i]);
          }
        });
    return sum;
  }
}
