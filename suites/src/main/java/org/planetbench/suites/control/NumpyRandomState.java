package org.planetbench.suites.control;

import org.planetbench.suites.mujoco.CLibrary;

/**
 * The draws of {@code numpy.random.RandomState(seed)} that the control suite makes, bit for bit:
 * MT19937 (Matsumoto and Nishimura 1998), doubles of 53 bits, normals by the polar method.
 */
public final class NumpyRandomState {
  private static final int SIZE = 624;
  private static final int MIDDLE = 397;
  private static final int UPPER_BIT = 0x80000000;
  private static final int LOWER_BITS = 0x7fffffff;
  private static final int TWIST = 0x9908b0df;

  private final int[] state = new int[SIZE];
  private int next = SIZE;
  private double spareNormal;
  private boolean hasSpareNormal;

  /**
   * @param seed read as an unsigned 32-bit number
   */
  public NumpyRandomState(int seed) {
    int word = seed;
    for (int i = 0; i < SIZE; i++) {
      state[i] = word;
      word = 1812433253 * (word ^ (word >>> 30)) + i + 1;
    }
  }

  /** {@code random_sample()}: uniform in [0, 1). */
  public double sample() {
    int high = nextWord() >>> 5;
    int low = nextWord() >>> 6;
    return (high * 0x1p26 + low) / 0x1p53;
  }

  /** {@code uniform(low, high)}. */
  public double uniform(double low, double high) {
    return low + (high - low) * sample();
  }

  /**
   * {@code randn()}: standard normal. Draws come in pairs, the second is kept for the next call.
   */
  public double normal() {
    if (hasSpareNormal) {
      hasSpareNormal = false;
      return spareNormal;
    }
    double x1;
    double x2;
    double radius;
    do {
      x1 = 2 * sample() - 1;
      x2 = 2 * sample() - 1;
      radius = x1 * x1 + x2 * x2;
    } while (radius >= 1 || radius == 0);
    double scale = Math.sqrt(-2 * CLibrary.log(radius) / radius);
    spareNormal = scale * x1;
    hasSpareNormal = true;
    return scale * x2;
  }

  /** {@code choice(n, p=probabilities)}: an index. */
  public int choice(double... probabilities) {
    double[] cumulative = probabilities.clone();
    for (int i = 1; i < cumulative.length; i++) {
      cumulative[i] += cumulative[i - 1];
    }
    double total = cumulative[cumulative.length - 1];
    double u = sample();
    int index = 0;
    while (cumulative[index] / total <= u) {
      index++;
    }
    return index;
  }

  private int nextWord() {
    if (next == SIZE) {
      regenerate();
    }
    int word = state[next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return word ^ (word >>> 18);
  }

  private void regenerate() {
    for (int i = 0; i < SIZE; i++) {
      int word = (state[i] & UPPER_BIT) | (state[(i + 1) % SIZE] & LOWER_BITS);
      state[i] = state[(i + MIDDLE) % SIZE] ^ (word >>> 1) ^ ((word & 1) == 0 ? 0 : TWIST);
    }
    next = 0;
  }
}
