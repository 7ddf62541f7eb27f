package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

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

  /**
   * Draws for some rows, where the tape's backend draws.
   *
   * @param random row r draws from the generator r modulo their number, so that a row of a sequence
   *     has its sequence's whatever the time
   * @return [rows, width]
   */
  Rows draw(Tape tape, int rows, RandomGenerator... random) {
    return switch (kind) {
      case NORMAL -> tape.backend().normals(rows, width, random);
      case UNIFORM -> tape.backend().uniforms(rows, width, random);
    };
  }
}
