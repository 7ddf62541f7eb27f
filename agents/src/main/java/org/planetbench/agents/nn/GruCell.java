package org.planetbench.agents.nn;

import org.planetbench.agents.nn.kernel.ElementwiseKernel;
import org.planetbench.agents.nn.kernel.GruKernel;
import org.planetbench.agents.nn.kernel.MatrixKernel;

/**
 * TensorFlow's GRU cell (GRUBlockCell): the reset gate acts on h before the matrix product.
 *
 * <pre>
 * [r, u] = sigmoid([x, h] W_ru + b_ru)      W_ru [inputs + units, 2 units], b_ru = 1 at first
 * c      = tanh([x, r h] W_c + b_c)         W_c  [inputs + units, units],   b_c = 0 at first
 * h'     = (1 - u) c + u h
 * </pre>
 *
 * PyTorch's cell multiplies by r after the product and has a second bias: weights do not carry
 * over.
 */
public final class GruCell {
  /** The six weight blocks and three biases, transposed, for kernels that pack them their way. */
  public record Packed(
      float[][] resetX,
      float[][] resetH,
      float[] resetBias,
      float[][] updateX,
      float[][] updateH,
      float[] updateBias,
      float[][] candidateX,
      float[][] candidateH,
      float[] candidateBias) {}

  private final Gate reset;
  private final Gate update;
  private final Gate candidate;
  private final int units;

  public GruCell(ParameterSet set, String name, int inputs, int units) {
    this.units = units;
    int width = inputs + units;
    Parameter gates = set.glorot(name + "/gates/weights", width, 2 * units, width, 2L * units);
    Parameter gateBias = set.constant(name + "/gates/bias", 1f, 2L * units);
    Parameter weights = set.glorot(name + "/candidate/weights", width, units, width, units);
    Parameter bias = set.constant(name + "/candidate/bias", 0f, units);
    reset = new Gate(set, gates, gateBias, 2 * units, 0, inputs, units);
    update = new Gate(set, gates, gateBias, 2 * units, units, inputs, units);
    candidate = new Gate(set, weights, bias, units, 0, inputs, units);
  }

  /** h' [batch, units] from x [batch, inputs] and h [batch, units]. */
  public Rows apply(Tape tape, Rows x, Rows h) {
    int batch = x.rows();
    float[][] r = reset.preActivation(x.value(), h.value());
    float[][] u = update.preActivation(x.value(), h.value());
    float[][] rh = new float[batch][units];
    for (int i = 0; i < batch; i++) {
      GruKernel.gates(r[i], u[i], h.value()[i], rh[i], units);
    }
    float[][] c = candidate.preActivation(x.value(), rh);
    Rows next = Rows.zeros(tape, batch, units);
    for (int i = 0; i < batch; i++) {
      GruKernel.next(c[i], u[i], h.value()[i], next.value()[i], units);
    }
    tape.record(() -> backward(tape.shard(), x, h, r, u, rh, c, next.gradient()));
    return next;
  }

  private void backward(
      int shard,
      Rows x,
      Rows h,
      float[][] r,
      float[][] u,
      float[][] rh,
      float[][] c,
      float[][] dNext) {
    int batch = x.rows();
    float[][] dc = new float[batch][units];
    float[][] du = new float[batch][units];
    float[][] drh = new float[batch][units];
    float[][] dr = new float[batch][units];
    float[][] dh = h.hasGradient() ? h.gradient() : new float[batch][units];
    for (int i = 0; i < batch; i++) {
      GruKernel.nextGradient(dNext[i], c[i], u[i], h.value()[i], dc[i], du[i], dh[i], units);
    }
    candidate.backward(shard, x, rh, dc, drh);
    for (int i = 0; i < batch; i++) {
      GruKernel.gatesGradient(drh[i], r[i], h.value()[i], dr[i], dh[i], units);
    }
    reset.backward(shard, x, h.value(), dr, dh);
    update.backward(shard, x, h.value(), du, dh);
  }

  public Packed packed() {
    return new Packed(
        reset.x.transposed,
        reset.h.transposed,
        reset.bias.rows[0],
        update.x.transposed,
        update.h.transposed,
        update.bias.rows[0],
        candidate.x.transposed,
        candidate.h.transposed,
        candidate.bias.rows[0]);
  }

  /** [x, h] W + b for one block of W's columns. */
  private static final class Gate {
    private final WeightBlock x;
    private final WeightBlock h;
    private final WeightBlock bias;

    Gate(
        ParameterSet set,
        Parameter weights,
        Parameter biases,
        int stride,
        int column,
        int inputs,
        int units) {
      x = set.mirror(new WeightBlock(weights, stride, 0, column, inputs, units, set.shards()));
      h = set.mirror(new WeightBlock(weights, stride, inputs, column, units, units, set.shards()));
      bias = set.mirror(new WeightBlock(biases, stride, 0, column, 1, units, set.shards()));
    }

    float[][] preActivation(float[][] xs, float[][] hs) {
      float[][] y = new float[xs.length][];
      for (int i = 0; i < y.length; i++) {
        y[i] = bias.rows[0].clone();
      }
      MatrixKernel.multiplyAdd(xs, x.rows, y, y.length, x.inputs, x.outputs);
      MatrixKernel.multiplyAdd(hs, h.rows, y, y.length, h.inputs, h.outputs);
      return y;
    }

    void backward(int shard, Rows xs, float[][] hs, float[][] dy, float[][] dh) {
      int m = dy.length;
      for (float[] row : dy) {
        ElementwiseKernel.add(row, bias.gradients[shard][0], row.length);
      }
      MatrixKernel.transposedMultiplyAdd(
          xs.value(), dy, x.gradients[shard], m, x.inputs, x.outputs);
      MatrixKernel.transposedMultiplyAdd(hs, dy, h.gradients[shard], m, h.inputs, h.outputs);
      if (xs.hasGradient()) {
        MatrixKernel.multiplyAdd(dy, x.transposed, xs.gradient(), m, x.outputs, x.inputs);
      }
      MatrixKernel.multiplyAdd(dy, h.transposed, dh, m, h.outputs, h.inputs);
    }
  }
}
