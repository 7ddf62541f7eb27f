package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.HostRows;
import org.planetbench.agents.nn.TanhGaussian;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/** {@link TanhGaussian} in loops. */
final class HostTanhGaussian {
  private HostTanhGaussian() {}

  static HostGaussian bounded(Tape tape, HostRows raw, float bound, float shift, float floor) {
    int size = raw.columns() / 2;
    HostRows mean = HostRows.zeros(tape, raw.rows(), size);
    HostRows std = HostRows.zeros(tape, raw.rows(), size);
    float[][] shifted = new float[raw.rows()][size];
    for (int i = 0; i < raw.rows(); i++) {
      float[] m = mean.value()[i];
      for (int j = 0; j < size; j++) {
        m[j] = raw.value()[i][j] / bound;
        shifted[i][j] = raw.value()[i][size + j] + shift;
      }
      ElementwiseKernel.tanh(m, size);
      for (int j = 0; j < size; j++) {
        m[j] *= bound;
      }
      ElementwiseKernel.softplus(shifted[i], floor, std.value()[i], size);
    }
    tape.record(
        () -> {
          float[] ofStd = new float[size];
          for (int i = 0; i < raw.rows(); i++) {
            float[] gradient = raw.gradient()[i];
            ElementwiseKernel.fill(ofStd, 0, size);
            ElementwiseKernel.softplusGradient(shifted[i], std.gradient()[i], ofStd, size);
            for (int j = 0; j < size; j++) {
              float t = mean.value()[i][j] / bound;
              gradient[j] += mean.gradient()[i][j] * (1 - t * t);
              gradient[size + j] += ofStd[j];
            }
          }
        });
    return new HostGaussian(mean, std);
  }

  static HostRows tanh(Tape tape, HostRows u) {
    int size = u.columns();
    HostRows action = HostRows.zeros(tape, u.rows(), size);
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

  static void addLogDensity(Tape tape, HostGaussian before, float[][] epsilon, double scale) {
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
