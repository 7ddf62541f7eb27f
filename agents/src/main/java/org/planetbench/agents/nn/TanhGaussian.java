package org.planetbench.agents.nn;

import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/**
 * Actions a = tanh(u) in (-1, 1), where u is a diagonal Gaussian: Dreamer's policy (Hafner et al.
 * 2020, appendix A; its code bounds the means and begins with wide deviations).
 *
 * @param before the distribution of u
 */
public record TanhGaussian(Gaussian before) {
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
    int size = raw.columns() / 2;
    Rows mean = Rows.zeros(tape, raw.rows(), size);
    Rows std = Rows.zeros(tape, raw.rows(), size);
    float[][] shifted = new float[raw.rows()][size];
    for (int i = 0; i < raw.rows(); i++) {
      float[] m = mean.value()[i];
      for (int j = 0; j < size; j++) {
        m[j] = raw.value()[i][j] / MEAN_BOUND;
        shifted[i][j] = raw.value()[i][size + j] + stdOfZero;
      }
      ElementwiseKernel.tanh(m, size);
      for (int j = 0; j < size; j++) {
        m[j] *= MEAN_BOUND;
      }
      ElementwiseKernel.softplus(shifted[i], SMALLEST_STD, std.value()[i], size);
    }
    tape.record(
        () -> {
          float[] ofStd = new float[size];
          for (int i = 0; i < raw.rows(); i++) {
            float[] gradient = raw.gradient()[i];
            ElementwiseKernel.fill(ofStd, 0, size);
            ElementwiseKernel.softplusGradient(shifted[i], std.gradient()[i], ofStd, size);
            for (int j = 0; j < size; j++) {
              float t = mean.value()[i][j] / MEAN_BOUND;
              gradient[j] += mean.gradient()[i][j] * (1 - t * t);
              gradient[size + j] += ofStd[j];
            }
          }
        });
    return new TanhGaussian(new Gaussian(mean, std));
  }

  /**
   * Reparametrised actions tanh(mean + std * epsilon).
   *
   * @param epsilon [rows, actionSize]
   */
  public Rows sample(Tape tape, float[][] epsilon) {
    Rows u = before.sample(tape, epsilon);
    int size = u.columns();
    Rows action = Rows.zeros(tape, u.rows(), size);
    for (int i = 0; i < u.rows(); i++) {
      float[] a = action.value()[i];
      System.arraycopy(u.value()[i], 0, a, 0, size);
      ElementwiseKernel.tanh(a, size);
    }
    tape.record(
        () -> {
          for (int i = 0; i < u.rows(); i++) {
            float[] a = action.value()[i];
            for (int j = 0; j < size; j++) {
              u.gradient()[i][j] += action.gradient()[i][j] * (1 - a[j] * a[j]);
            }
          }
        });
    return action;
  }

  /**
   * ln p(a) of a row's action tanh(mean + std * epsilon), summed over its numbers. As in Dreamer's
   * code, u is first brought to where an action differs from 1 as a float.
   */
  public double logDensity(int row, float[] epsilon) {
    double sum = 0;
    for (int j = 0; j < epsilon.length; j++) {
      double mean = before.mean().value()[row][j];
      double std = before.std().value()[row][j];
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
  public void addLogDensity(Tape tape, float[][] epsilon, double scale) {
    tape.record(
        () -> {
          for (int i = 0; i < epsilon.length; i++) {
            for (int j = 0; j < epsilon[i].length; j++) {
              double std = before.std().value()[i][j];
              double u = before.mean().value()[i][j] + std * epsilon[i][j];
              double ofU = 2 * scale * StrictMath.tanh(u);
              before.mean().gradient()[i][j] += (float) ofU;
              before.std().gradient()[i][j] += (float) (ofU * epsilon[i][j] - scale / std);
            }
          }
        });
  }
}
