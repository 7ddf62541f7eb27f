package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.Rows;

/**
 * What one row needs at random for one step of any operation of some latent dynamics. Dynamics with
 * several random parts let them lie side by side, and cut them.
 *
 * @param width how many numbers
 */
record LatentNoise(Kind kind, int width) {
  /** How the numbers are distributed. */
  enum Kind {
    /** Standard normal. */
    NORMAL,
    /** Uniform in [0, 1). */
    UNIFORM
  }

  static LatentNoise normals(int width) {
    return new LatentNoise(Kind.NORMAL, width);
  }

  static LatentNoise uniforms(int width) {
    return new LatentNoise(Kind.UNIFORM, width);
  }

  /** One of the numbers. */
  float next(RandomGenerator random) {
    return switch (kind) {
      case NORMAL -> (float) random.nextGaussian();
      case UNIFORM -> random.nextFloat();
    };
  }

  /**
   * Draws row by row.
   *
   * @param random row r draws from the generator r modulo their number, so that a row of a sequence
   *     has its sequence's whatever the time
   * @return [rows, width]
   */
  Rows draw(int rows, RandomGenerator... random) {
    float[][] noise = new float[rows][width];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        noise[row][i] = next(random[row % random.length]);
      }
    }
    return Rows.constant(noise);
  }
}
