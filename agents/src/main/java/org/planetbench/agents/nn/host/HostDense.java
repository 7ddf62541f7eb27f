package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.Dense.Activation;
import org.planetbench.agents.nn.HostRows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;
import org.planetbench.agents.nn.kernel.MatrixKernel;

/** {@link org.planetbench.agents.nn.Dense} in loops over rows. */
final class HostDense {
  private HostDense() {}

  static HostRows biases(Tape tape, WeightBlock bias, int rows) {
    int columns = bias.outputs;
    HostRows y = HostRows.zeros(tape, rows, columns);
    for (float[] row : y.value()) {
      System.arraycopy(bias.rows[0], 0, row, 0, columns);
    }
    if (tape.trainsWeights()) {
      tape.record(
          () -> {
            float[] gradient = bias.gradients[tape.shard().number()][0];
            for (float[] row : y.gradient()) {
              ElementwiseKernel.add(row, gradient, columns);
            }
          });
    }
    return y;
  }

  static void accumulate(Tape tape, HostRows y, WeightBlock block, HostRows x) {
    int m = x.rows();
    MatrixKernel.multiplyAdd(x.value(), block.rows, y.value(), m, block.inputs, block.outputs);
    tape.record(
        () -> {
          if (tape.trainsWeights()) {
            MatrixKernel.transposedMultiplyAdd(
                x.value(),
                y.gradient(),
                block.gradients[tape.shard().number()],
                m,
                block.inputs,
                block.outputs);
          }
          if (x.hasGradient()) {
            MatrixKernel.multiplyAdd(
                y.gradient(), block.transposed, x.gradient(), m, block.outputs, block.inputs);
          }
        });
  }

  static void activate(Tape tape, Activation activation, HostRows y) {
    for (float[] row : y.value()) {
      activate(activation, row);
    }
    tape.record(
        () -> {
          for (int i = 0; i < y.rows(); i++) {
            gradient(activation, y.value()[i], y.gradient()[i]);
          }
        });
  }

  private static void activate(Activation activation, float[] y) {
    switch (activation) {
      case LINEAR -> {}
      case RELU -> ElementwiseKernel.relu(y, y.length);
      case LEAKY_RELU -> ElementwiseKernel.leakyRelu(y, y.length);
      case ELU -> ElementwiseKernel.elu(y, y.length);
      case SIGMOID -> ElementwiseKernel.sigmoid(y, y.length);
      case SOFTMAX -> softmax(y);
    }
  }

  /** From the gradient of the activation y to that of what was activated, in place. */
  private static void gradient(Activation activation, float[] y, float[] dy) {
    switch (activation) {
      case LINEAR -> {}
      case RELU -> ElementwiseKernel.reluGradient(y, dy, y.length);
      case LEAKY_RELU -> ElementwiseKernel.leakyReluGradient(y, dy, y.length);
      case ELU -> ElementwiseKernel.eluGradient(y, dy, y.length);
      case SIGMOID -> ElementwiseKernel.sigmoidGradient(y, dy, y.length);
      case SOFTMAX -> softmaxGradient(y, dy);
    }
  }

  private static void softmax(float[] y) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : y) {
      most = Math.max(most, logit);
    }
    double sum = 0;
    for (float logit : y) {
      sum += StrictMath.exp(logit - most);
    }
    for (int k = 0; k < y.length; k++) {
      y[k] = (float) (StrictMath.exp(y[k] - most) / sum);
    }
  }

  /** y_k (dy_k - sum over j of y_j dy_j). */
  private static void softmaxGradient(float[] y, float[] dy) {
    double mean = 0;
    for (int k = 0; k < y.length; k++) {
      mean += (double) y[k] * dy[k];
    }
    for (int k = 0; k < y.length; k++) {
      dy[k] = (float) (y[k] * (dy[k] - mean));
    }
  }
}
