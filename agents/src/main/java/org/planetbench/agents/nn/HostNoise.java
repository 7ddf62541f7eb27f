package org.planetbench.agents.nn;

import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Noise of the host's generators, drawn row by row. */
public final class HostNoise {
  private HostNoise() {}

  /** See {@link TensorBackend#normals}. */
  public static HostRows normals(int rows, int columns, RandomGenerator... random) {
    return drawn(rows, columns, RandomGenerator::nextGaussian, random);
  }

  /** See {@link TensorBackend#uniforms}. */
  public static HostRows uniforms(int rows, int columns, RandomGenerator... random) {
    return drawn(rows, columns, RandomGenerator::nextFloat, random);
  }

  private static HostRows drawn(
      int rows, int columns, ToDoubleFunction<RandomGenerator> draw, RandomGenerator... random) {
    float[][] noise = new float[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        noise[row][i] = (float) draw.applyAsDouble(random[row % random.length]);
      }
    }
    return HostRows.constant(noise);
  }
}
