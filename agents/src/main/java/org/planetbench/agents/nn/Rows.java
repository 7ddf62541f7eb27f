package org.planetbench.agents.nn;

import java.util.List;

/**
 * A matrix on the tape: values, and the gradient that the backward pass adds up. Where its numbers
 * are, a {@link TensorBackend} knows; constants are always {@link HostRows}, which every backend
 * takes. What is sliced shares values and gradient with what it was sliced from.
 */
public interface Rows {
  int rows();

  int columns();

  boolean hasGradient();

  /** Rows from (inclusive) to (exclusive), shared. */
  Rows slice(int from, int to);

  /** Columns from (inclusive) to (exclusive) of what has no gradient. */
  Rows columns(int from, int to);

  /** The same values, with no gradient flowing back. */
  Rows stopGradient();

  /**
   * The values on the host [rows, columns], not to be written to. Whatever computes them is waited
   * for.
   */
  float[][] read();

  /** The same of the gradient, as far as it was added up. */
  float[][] readGradient();

  /** Adds a number to each entry of the gradient: that of a loss which is so many times the sum. */
  void addToGradient(float amount);

  /** The sum of this and another. */
  default Rows plus(Tape tape, Rows other) {
    return tape.backend().plus(tape, this, other);
  }

  /** The rows of these indices. */
  default Rows pick(Tape tape, int... indices) {
    return tape.backend().pick(tape, this, indices);
  }

  /** Zeros instead of some rows, with no gradient flowing back to these. */
  default Rows withhold(Tape tape, boolean[] withheld) {
    return tape.backend().withhold(tape, this, withheld);
  }

  /** Inputs that no gradient flows to. */
  static Rows constant(float[]... value) {
    return HostRows.constant(value);
  }

  /**
   * All rows of the parts, one part after the other. If only some parts have gradients, what flows
   * to the others is thrown away.
   */
  static Rows stack(Tape tape, List<Rows> parts) {
    return tape.backend().stack(tape, parts);
  }
}
