package org.planetbench.agents.nn;

import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/**
 * A matrix on the tape: values and the gradient that the backward pass adds up, both as arrays of
 * rows on the heap. Stacking and slicing share the rows, values and gradients alike, so that what
 * is batched over time costs no copy.
 *
 * @param value [rows, columns]
 * @param gradient [rows, columns], or no rows at all for what needs no gradient
 */
public record Rows(float[][] value, float[][] gradient) {
  private static final float[][] NONE = new float[0][];

  /** The sum of this and another. */
  public Rows plus(Tape tape, Rows other) {
    Rows sum = zeros(tape, rows(), columns());
    add(value, sum.value);
    add(other.value, sum.value);
    tape.record(
        () -> {
          add(sum.gradient, gradient);
          add(sum.gradient, other.gradient);
        });
    return sum;
  }

  /** y += x, if y has rows. */
  private static void add(float[][] x, float[][] y) {
    for (int i = 0; i < y.length; i++) {
      ElementwiseKernel.add(x[i], y[i], x[i].length);
    }
  }

  /** Inputs that no gradient flows to. */
  public static Rows constant(float[]... value) {
    return new Rows(value, NONE);
  }

  static Rows zeros(Tape tape, int rows, int columns) {
    return new Rows(new float[rows][columns], tape.isRecording() ? new float[rows][columns] : NONE);
  }

  /**
   * All rows of the parts, one part after the other. If only some parts have gradients, what flows
   * to the others is thrown away.
   */
  public static Rows stack(List<Rows> parts) {
    boolean gradients = parts.stream().anyMatch(Rows::hasGradient);
    return new Rows(
        parts.stream().map(Rows::value).flatMap(Arrays::stream).toArray(float[][]::new),
        gradients
            ? parts.stream()
                .map(Rows::gradientOrScratch)
                .flatMap(Arrays::stream)
                .toArray(float[][]::new)
            : NONE);
  }

  private float[][] gradientOrScratch() {
    return hasGradient() || rows() == 0 ? gradient : new float[rows()][columns()];
  }

  /** The rows of these indices, shared. */
  public Rows pick(int... indices) {
    float[][] values = new float[indices.length][];
    float[][] gradients = hasGradient() ? new float[indices.length][] : NONE;
    for (int i = 0; i < indices.length; i++) {
      values[i] = value[indices[i]];
      if (hasGradient()) {
        gradients[i] = gradient[indices[i]];
      }
    }
    return new Rows(values, gradients);
  }

  /** Zeros instead of some rows, with no gradient flowing back to these; the others shared. */
  public Rows withhold(boolean[] rows) {
    float[][] values = value.clone();
    float[][] gradients = gradient.clone();
    float[] zeros = new float[columns()];
    float[] scratch = new float[columns()];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i]) {
        values[i] = zeros;
        if (hasGradient()) {
          gradients[i] = scratch;
        }
      }
    }
    return new Rows(values, gradients);
  }

  /** The same values, with no gradient flowing back. */
  public Rows stopGradient() {
    return constant(value);
  }

  /** Rows from (inclusive) to (exclusive). */
  public Rows slice(int from, int to) {
    return new Rows(
        Arrays.copyOfRange(value, from, to),
        hasGradient() ? Arrays.copyOfRange(gradient, from, to) : NONE);
  }

  public int rows() {
    return value.length;
  }

  public int columns() {
    return value[0].length;
  }

  public boolean hasGradient() {
    return gradient.length > 0;
  }
}
