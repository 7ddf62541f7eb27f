package org.planetbench.agents.nn;

import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/**
 * Rows on the heap, values and gradients as arrays of rows. Stacking, picking and slicing share the
 * arrays, values and gradients alike, so that what is batched over time costs no copy.
 *
 * @param value [rows, columns]
 * @param gradient [rows, columns], or no rows at all for what needs no gradient
 */
public record HostRows(float[][] value, float[][] gradient) implements Rows {
  private static final float[][] NONE = new float[0][];

  /** Inputs that no gradient flows to. */
  public static HostRows constant(float[]... value) {
    return new HostRows(value, NONE);
  }

  /** With a gradient if the tape records. */
  public static HostRows zeros(Tape tape, int rows, int columns) {
    return new HostRows(
        new float[rows][columns], tape.isRecording() ? new float[rows][columns] : NONE);
  }

  /**
   * These rows themselves.
   *
   * @throws IllegalArgumentException if they are on another backend
   */
  public static HostRows of(Rows rows) {
    if (rows instanceof HostRows host) {
      return host;
    }
    throw new IllegalArgumentException(
        "expected rows on the host, got %s; read them first"
            .formatted(rows.getClass().getSimpleName()));
  }

  /** See {@link Rows#stack}; shared. */
  public static HostRows stack(List<HostRows> parts) {
    boolean gradients = parts.stream().anyMatch(Rows::hasGradient);
    return new HostRows(
        parts.stream().map(HostRows::value).flatMap(Arrays::stream).toArray(float[][]::new),
        gradients
            ? parts.stream()
                .map(HostRows::gradientOrScratch)
                .flatMap(Arrays::stream)
                .toArray(float[][]::new)
            : NONE);
  }

  private float[][] gradientOrScratch() {
    return hasGradient() || rows() == 0 ? gradient : new float[rows()][columns()];
  }

  /** The rows of these indices, shared. */
  public HostRows pick(int... indices) {
    float[][] values = new float[indices.length][];
    float[][] gradients = hasGradient() ? new float[indices.length][] : NONE;
    for (int i = 0; i < indices.length; i++) {
      values[i] = value[indices[i]];
      if (hasGradient()) {
        gradients[i] = gradient[indices[i]];
      }
    }
    return new HostRows(values, gradients);
  }

  /** See {@link Rows#withhold}; the other rows are shared. */
  public HostRows withhold(boolean[] rows) {
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
    return new HostRows(values, gradients);
  }

  /** y += x, if y has rows. */
  public static void add(float[][] x, float[][] y) {
    for (int i = 0; i < y.length; i++) {
      ElementwiseKernel.add(x[i], y[i], x[i].length);
    }
  }

  @Override
  public HostRows stopGradient() {
    return constant(value);
  }

  @Override
  public HostRows slice(int from, int to) {
    return new HostRows(
        Arrays.copyOfRange(value, from, to),
        hasGradient() ? Arrays.copyOfRange(gradient, from, to) : NONE);
  }

  @Override
  public HostRows columns(int from, int to) {
    if (hasGradient()) {
      throw new IllegalStateException("expected constants, got rows with a gradient");
    }
    return constant(
        Arrays.stream(value).map(row -> Arrays.copyOfRange(row, from, to)).toArray(float[][]::new));
  }

  @Override
  public int rows() {
    return value.length;
  }

  @Override
  public int columns() {
    return value[0].length;
  }

  @Override
  public boolean hasGradient() {
    return gradient.length > 0;
  }

  @Override
  public float[][] read() {
    return value;
  }

  @Override
  public float[][] readGradient() {
    return gradient;
  }

  @Override
  public void addToGradient(float amount) {
    for (float[] row : gradient) {
      for (int j = 0; j < row.length; j++) {
        row[j] += amount;
      }
    }
  }
}
