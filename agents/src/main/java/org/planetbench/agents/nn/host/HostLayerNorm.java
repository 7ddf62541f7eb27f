package org.planetbench.agents.nn.host;

import static org.planetbench.agents.nn.LayerNormCell.EPSILON;
import static org.planetbench.agents.nn.LayerNormCell.UPDATE_BIAS;

import org.planetbench.agents.nn.HostRows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;
import org.planetbench.agents.nn.kernel.LayerNormKernel;

/** {@link org.planetbench.agents.nn.LayerNormCell} in loops over rows, after the product. */
final class HostLayerNorm {
  private HostLayerNorm() {}

  static HostRows next(
      Tape tape, HostRows product, WeightBlock scale, WeightBlock offset, HostRows h) {
    int units = h.columns();
    int rows = h.rows();
    HostRows next = HostRows.zeros(tape, rows, units);
    float[] inverse = new float[rows];
    float[][] pre = new float[rows][3 * units]; // r, c, u
    float[][] gates = new float[rows][3 * units]; // activated
    for (int i = 0; i < rows; i++) {
      float[] x = product.value()[i];
      inverse[i] = LayerNormKernel.normalise(x, EPSILON, 3 * units);
      System.arraycopy(offset.rows[0], 0, pre[i], 0, 3 * units);
      ElementwiseKernel.multiplyAdd(scale.rows[0], x, pre[i], 3 * units);
      for (int j = 2 * units; j < 3 * units; j++) {
        pre[i][j] += UPDATE_BIAS;
      }
      LayerNormKernel.nextOfRow(pre[i], h.value()[i], gates[i], next.value()[i], units);
    }
    float[][] dh = HostGru.gradient(tape, h);
    tape.record(
        () -> {
          for (int i = 0; i < rows; i++) {
            float[] d = product.gradient()[i];
            LayerNormKernel.nextOfRowGradient(
                next.gradient()[i], pre[i], h.value()[i], gates[i], d, dh[i], units);
            float[] x = product.value()[i];
            if (tape.trainsWeights()) {
              int shard = tape.shard().number();
              ElementwiseKernel.add(d, offset.gradients[shard][0], 3 * units);
              ElementwiseKernel.multiplyAdd(d, x, scale.gradients[shard][0], 3 * units);
            }
            ElementwiseKernel.multiply(d, scale.rows[0], d, 3 * units);
            LayerNormKernel.normaliseGradient(x, inverse[i], d, 3 * units);
          }
        });
    return next;
  }
}
