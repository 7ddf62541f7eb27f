package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.HostRows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/**
 * What {@link org.planetbench.agents.nn.LocallyLinear} and {@link
 * org.planetbench.agents.nn.MixedVariance} do after their products, in loops.
 */
final class HostMixing {
  private HostMixing() {}

  static HostRows mix(Tape tape, HostRows alpha, HostRows all) {
    int bases = alpha.columns();
    int outputs = all.columns() / bases;
    HostRows y = HostRows.zeros(tape, alpha.rows(), outputs);
    for (int row = 0; row < y.rows(); row++) {
      for (int i = 0; i < bases; i++) {
        float weight = alpha.value()[row][i];
        for (int j = 0; j < outputs; j++) {
          y.value()[row][j] =
              Math.fma(weight, all.value()[row][i * outputs + j], y.value()[row][j]);
        }
      }
    }
    tape.record(() -> mixGradient(alpha, all, y));
    return y;
  }

  private static void mixGradient(HostRows alpha, HostRows all, HostRows y) {
    int outputs = y.columns();
    for (int row = 0; row < y.rows(); row++) {
      float[] dy = y.gradient()[row];
      for (int i = 0; i < alpha.columns(); i++) {
        float weight = alpha.value()[row][i];
        float sum = 0;
        for (int j = 0; j < outputs; j++) {
          sum = Math.fma(dy[j], all.value()[row][i * outputs + j], sum);
          all.gradient()[row][i * outputs + j] = weight * dy[j];
        }
        alpha.gradient()[row][i] += sum;
      }
    }
  }

  static HostRows deviation(Tape tape, HostRows variance, float floor) {
    int outputs = variance.columns();
    HostRows std = HostRows.zeros(tape, variance.rows(), outputs);
    for (int i = 0; i < std.rows(); i++) {
      ElementwiseKernel.deviation(variance.value()[i], floor, std.value()[i], outputs);
    }
    tape.record(
        () -> {
          for (int i = 0; i < std.rows(); i++) {
            for (int j = 0; j < outputs; j++) {
              variance.gradient()[i][j] = std.gradient()[i][j] / (2 * std.value()[i][j]);
            }
          }
        });
    return std;
  }
}
