package org.planetbench.agents;

import java.util.random.RandomGenerator;

/**
 * Standard normal numbers in bulk, by Box and Muller's transform: two from each 64 random bits.
 *
 * <p>Written on additions, products, quotients and square roots alone, which Java defines to the
 * last bit, so that a stream gives the same numbers on every machine; {@code Math.log} and {@code
 * Math.cos} do not promise that. Several times quicker than {@link RandomGenerator#nextGaussian}.
 *
 * <pre>
 *   upper 32 bits -> u in (0, 1)                  radius = sqrt(-2 ln u)
 *   lower 32 bits -> sign, angle in [-pi/2, pi/2)  (radius cos, radius sin)
 * </pre>
 */
public final class StandardNormal {
  private static final double SQRT_2 = 1.4142135623730951;
  private static final double LN_2 = 0.6931471805599453;
  private static final double TWO_TO_MINUS_32 = 0x1p-32;
  private static final long MANTISSA = 0x000f_ffff_ffff_ffffL;
  private static final long ONE = 0x3ff0_0000_0000_0000L;

  private StandardNormal() {}

  /** Fills {@code out} with independent numbers of mean 0 and variance 1, |x| below 6.8. */
  public static void fill(RandomGenerator random, float[] out) {
    fill(random, out, 0, out.length);
  }

  /** Fills {@code out[from .. to)}; an odd count wastes the last number. */
  public static void fill(RandomGenerator random, float[] out, int from, int to) {
    int i = from;
    for (; i + 1 < to; i += 2) {
      long bits = random.nextLong();
      double radius = radius(bits);
      double angle = angle(bits);
      out[i] = (float) (radius * signOf(bits) * cos(angle));
      out[i + 1] = (float) (radius * sin(angle));
    }
    if (i < to) {
      long bits = random.nextLong();
      out[i] = (float) (radius(bits) * sin(angle(bits)));
    }
  }

  private static double radius(long bits) {
    return Math.sqrt(-2 * ln(((bits >>> 32) + 0.5) * TWO_TO_MINUS_32));
  }

  /** In [-pi/2, pi/2), from the low 31 bits; bit 31 is the sign of the cosine. */
  private static double angle(long bits) {
    return ((bits & 0x7fff_ffff) - 0x1p30) * (Math.PI * 0x1p-31);
  }

  private static double signOf(long bits) {
    return 1 - ((bits >>> 30) & 2);
  }

  /** ln u = e ln 2 + 2 artanh((m - 1) / (m + 1)) for u = 2^e m; within 1e-9. */
  static double ln(double u) {
    long raw = Double.doubleToRawLongBits(u);
    long exponent = (raw >>> 52) - 1023;
    double m = Double.longBitsToDouble((raw & MANTISSA) | ONE) * (1 / SQRT_2);
    double s = (m - 1) / (m + 1);
    double ss = s * s;
    double artanh = s * (1 + ss * (1 / 3.0 + ss * (1 / 5.0 + ss * (1 / 7.0 + ss * (1 / 9.0)))));
    return (exponent + 0.5) * LN_2 + 2 * artanh;
  }

  /** Taylor's polynomial; within 1e-9 on [-pi/2, pi/2]. */
  static double sin(double x) {
    double xx = x * x;
    return x
        * (1
            + xx
                * (-1 / 6.0
                    + xx
                        * (1 / 120.0
                            + xx
                                * (-1 / 5040.0
                                    + xx
                                        * (1 / 362880.0
                                            + xx * (-1 / 39916800.0 + xx / 6227020800.0))))));
  }

  /** Taylor's polynomial; within 1e-8 on [-pi/2, pi/2]. */
  static double cos(double x) {
    double xx = x * x;
    return 1
        + xx
            * (-1 / 2.0
                + xx
                    * (1 / 24.0
                        + xx
                            * (-1 / 720.0
                                + xx * (1 / 40320.0 + xx * (-1 / 3628800.0 + xx / 479001600.0)))));
  }
}
