package org.planetbench.agents.planning;

import java.util.random.RandomGenerator;

/**
 * Gaussian noise over the steps of a plan whose power falls with the frequency as f^-beta: white
 * for 0, a random walk's for 2, all but constant for large beta.
 *
 * <p>It is what an inverse Fourier transform of independent Gaussians gives, written out as a
 * matrix: a plan has a dozen steps, and the product takes less than drawing the Gaussians.
 *
 * <pre>
 *   S_k = max(f_k, 1/n)^-beta                  f_k = k / n, k = 0..n/2
 *   eps_t = sum_k sqrt(c_k S_k / T) (g_k cos(2 pi f_k t) + g'_k sin(2 pi f_k t))
 * </pre>
 *
 * with c_k = 1 and no sine for k = 0 and k = n/2, else 2, and T = sum_k c_k S_k, so that each step
 * alone is N(0, 1). (The Python library {@code colorednoise}, which iCEM's authors use, has this
 * spectrum since its version 2.1 of 2022; before, so in iCEM's time, k = 0 and k = n/2 have half of
 * this power. It leaves k = 0 and half of k = n/2 out of T and so comes out larger: for beta 2 and
 * 12 steps by 16 percent, before 2.1 by 8.)
 */
public final class ColoredNoise {
  private final int steps;
  private final double[] basis; // [steps, steps]: row t, column of one Gaussian
  private final double[] gaussians; // [steps]
  private final float[] noise; // [steps]

  ColoredNoise(int steps, double beta) {
    this.steps = steps;
    this.basis = new double[steps * steps];
    this.gaussians = new double[steps];
    this.noise = new float[steps];
    double total = 0;
    for (int k = 0; k <= steps / 2; k++) {
      total += multiplicity(k) * power(k, beta);
    }
    for (int k = 0, column = 0; k <= steps / 2; k++) {
      double amplitude = Math.sqrt(multiplicity(k) * power(k, beta) / total);
      for (int t = 0; t < steps; t++) {
        // The angle's whole turns are taken off in integers: exact however long the plan is.
        double angle = 2 * Math.PI * (k * t % steps) / steps;
        basis[t * steps + column] = amplitude * StrictMath.cos(angle);
        if (multiplicity(k) == 2) {
          basis[t * steps + column + 1] = amplitude * StrictMath.sin(angle);
        }
      }
      column += multiplicity(k);
    }
  }

  /** How many of the transform's bins a frequency stands for. */
  private int multiplicity(int k) {
    return k == 0 || 2 * k == steps ? 1 : 2;
  }

  private double power(int k, double beta) {
    return StrictMath.pow(Math.max(k, 1) / (double) steps, -beta);
  }

  /**
   * What makes a coloured sequence of independent Gaussians: [steps, steps], a row for each step.
   */
  public float[] mixing() {
    float[] floats = new float[basis.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) basis[i];
    }
    return floats;
  }

  /** The covariance of two steps, for the tests. */
  double covariance(int one, int other) {
    double sum = 0;
    for (int column = 0; column < steps; column++) {
      sum += basis[one * steps + column] * basis[other * steps + column];
    }
    return sum;
  }

  /** The next sequence [steps]: the same array at each call. */
  public float[] next(RandomGenerator random) {
    for (int i = 0; i < steps; i++) {
      gaussians[i] = random.nextGaussian();
    }
    for (int t = 0; t < steps; t++) {
      double sum = 0;
      for (int i = 0; i < steps; i++) {
        sum += basis[t * steps + i] * gaussians[i];
      }
      noise[t] = (float) sum;
    }
    return noise;
  }
}
