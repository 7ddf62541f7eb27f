package org.planetbench.agents.nn;

import java.util.function.DoubleSupplier;

/** Half the squared error: minus the log density of a unit-variance Gaussian, less its constant. */
public final class SquaredError {
  private SquaredError() {}

  /**
   * The loss scale * sum of (prediction - target)^2 / 2.
   *
   * @param prediction [rows, 1]
   * @return the sum without the scale: to be asked for before the scope is closed, and once much
   *     was computed, as whoever asks waits
   */
  public static DoubleSupplier apply(Tape tape, Rows prediction, float[] target, double scale) {
    return tape.backend().squaredError(tape, prediction, target, scale);
  }
}
