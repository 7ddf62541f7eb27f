package org.planetbench.agents.nn;

/**
 * Actions a = tanh(u) in (-1, 1), where u is a diagonal Gaussian: Dreamer's policy (Hafner et al.
 * 2020, appendix A; its code bounds the means and begins with wide deviations).
 *
 * @param before the distribution of u
 */
public record TanhGaussian(Gaussian before) implements ActionDistribution {
  private static final float MEAN_BOUND = 5;
  private static final float SMALLEST_STD = 1e-4f;

  /** artanh of the float before 1: farther out every action is 1. */
  private static final double FARTHEST = 8.66433974;

  private static final double HALF_LOG_TWO_PI = 0.9189385332046727;
  private static final double LOG_TWO = 0.6931471805599453;

  /**
   * Mean 5 tanh(m / 5), standard deviation softplus(s + ln(e^first - 1)) + 0.0001.
   *
   * @param raw [rows, 2 actionSize]: m, then s
   * @param firstStd the deviation of a raw 0; Dreamer's is 5
   */
  public static TanhGaussian of(Tape tape, Rows raw, double firstStd) {
    float stdOfZero = (float) StrictMath.log(StrictMath.expm1(firstStd));
    return new TanhGaussian(tape.backend().bounded(tape, raw, MEAN_BOUND, stdOfZero, SMALLEST_STD));
  }

  /**
   * Reparametrised actions tanh(mean + std * epsilon).
   *
   * @param epsilon [rows, actionSize], standard normal
   */
  @Override
  public Rows sample(Tape tape, Rows epsilon) {
    return tape.backend().tanh(tape, before.sample(tape, epsilon));
  }

  /** The same on the host, where {@link #logDensity} is computed, with no gradient. */
  @Override
  public TanhGaussian onHost() {
    return new TanhGaussian(
        new Gaussian(Rows.constant(before.mean().read()), Rows.constant(before.std().read())));
  }

  /**
   * ln p(a) of a row's action tanh(mean + std * epsilon), summed over its numbers. As in Dreamer's
   * code, u is first brought to where an action differs from 1 as a float.
   */
  public double logDensity(int row, float[] epsilon) {
    double sum = 0;
    for (int j = 0; j < epsilon.length; j++) {
      double mean = before.mean().read()[row][j];
      double std = before.std().read()[row][j];
      double u = Math.clamp(mean + std * epsilon[j], -FARTHEST, FARTHEST);
      double z = (u - mean) / std;
      double slope = 2 * (LOG_TWO - u - StrictMath.log1p(StrictMath.exp(-2 * u))); // ln (1 - a^2)
      sum += -0.5 * z * z - StrictMath.log(std) - HALF_LOG_TWO_PI - slope;
    }
    return sum;
  }

  /**
   * Adds to a loss the gradient of {@code scale * ln p(a)} of the sampled actions, summed over
   * rows. The sample moves with mean and deviation, so that it is drawn back from a bound however
   * near it is: the slope of ln (1 - a^2) over u is -2 a.
   */
  public void addLogDensity(Tape tape, Rows epsilon, double scale) {
    tape.backend().addLogDensity(tape, before, epsilon, scale);
  }

  /** Of one sample: the tanh of a Gaussian has none in closed form. */
  @Override
  public double entropy(int row, float[] epsilon) {
    return -logDensity(row, epsilon);
  }

  @Override
  public void addEntropy(Tape tape, Rows epsilon, double scale) {
    addLogDensity(tape, epsilon, scale);
  }
}
