package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;
import org.planetbench.agents.nn.kernel.MatrixKernel;

/**
 * A dense layer y = activation([x_1, x_2, ...] W + b). The inputs stay apart, each with its block
 * of W's rows, so that nobody concatenates them; and a layer whose first inputs are known for all
 * times can be applied to these at once ({@link #begin}) and to the others step by step ({@link
 * #finish}).
 */
public final class Dense {
  /** What follows the affine map. */
  public enum Activation {
    LINEAR,
    RELU,
    /** x where it is positive, else {@link ElementwiseKernel#LEAK} x. */
    LEAKY_RELU,
    /** x where it is positive, else exp(x) - 1. */
    ELU,
    SIGMOID,
    /** exp(x) in proportion to its sum over the row. */
    SOFTMAX
  }

  private final List<WeightBlock> blocks = new ArrayList<>();
  private final WeightBlock bias;
  private final Activation activation;
  private final int outputs;

  /**
   * @param inputs the width of each input, in the order of W's rows
   */
  public Dense(ParameterSet set, String name, Activation activation, int outputs, int... inputs) {
    this.activation = activation;
    this.outputs = outputs;
    int width = 0;
    for (int input : inputs) {
      width += input;
    }
    Parameter weights = set.glorot(name + "/weights", width, outputs, width, outputs);
    Parameter biases = set.constant(name + "/bias", 0f, outputs);
    int row = 0;
    for (int input : inputs) {
      blocks.add(
          set.mirror(new WeightBlock(weights, outputs, row, 0, input, outputs, set.shards())));
      row += input;
    }
    bias = set.mirror(new WeightBlock(biases, outputs, 0, 0, 1, outputs, set.shards()));
  }

  /** The whole layer; inputs left out at the end count as zeros. */
  public Rows apply(Tape tape, Rows... inputs) {
    Rows y = biases(tape, bias, inputs[0].rows());
    for (int i = 0; i < inputs.length; i++) {
      accumulate(tape, y, blocks.get(i), inputs[i]);
    }
    return activate(tape, y);
  }

  /** The share b + x_i W_i of one input, before the activation. */
  public Rows begin(Tape tape, int input, Rows x) {
    Rows y = biases(tape, bias, x.rows());
    accumulate(tape, y, blocks.get(input), x);
    return y;
  }

  /**
   * Adds the shares of other inputs, from the given one on, to what {@link #begin} began, in place,
   * and activates.
   */
  public Rows finish(Tape tape, Rows begun, int input, Rows... inputs) {
    for (int i = 0; i < inputs.length; i++) {
      accumulate(tape, begun, blocks.get(input + i), inputs[i]);
    }
    return activate(tape, begun);
  }

  /** As many copies of the biases as there are rows. */
  static Rows biases(Tape tape, WeightBlock bias, int rows) {
    int columns = bias.outputs;
    Rows y = Rows.zeros(tape, rows, columns);
    for (float[] row : y.value()) {
      System.arraycopy(bias.rows[0], 0, row, 0, columns);
    }
    if (tape.trainsWeights()) {
      tape.record(
          () -> {
            float[] gradient = bias.gradients[tape.shard()][0];
            for (float[] row : y.gradient()) {
              ElementwiseKernel.add(row, gradient, columns);
            }
          });
    }
    return y;
  }

  /** Adds the share of one input, x W, in place. */
  static void accumulate(Tape tape, Rows y, WeightBlock block, Rows x) {
    int m = x.rows();
    MatrixKernel.multiplyAdd(x.value(), block.rows, y.value(), m, block.inputs, block.outputs);
    tape.record(
        () -> {
          if (tape.trainsWeights()) {
            MatrixKernel.transposedMultiplyAdd(
                x.value(),
                y.gradient(),
                block.gradients[tape.shard()],
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

  /** In place: the affine map's backward pass needs its gradient, not its value. */
  private Rows activate(Tape tape, Rows y) {
    if (activation == Activation.LINEAR) {
      return y;
    }
    for (float[] row : y.value()) {
      activate(row);
    }
    tape.record(
        () -> {
          for (int i = 0; i < y.rows(); i++) {
            gradient(y.value()[i], y.gradient()[i]);
          }
        });
    return y;
  }

  private void activate(float[] y) {
    switch (activation) {
      case LINEAR -> {}
      case RELU -> ElementwiseKernel.relu(y, outputs);
      case LEAKY_RELU -> ElementwiseKernel.leakyRelu(y, outputs);
      case ELU -> ElementwiseKernel.elu(y, outputs);
      case SIGMOID -> ElementwiseKernel.sigmoid(y, outputs);
      case SOFTMAX -> softmax(y);
    }
  }

  /** From the gradient of the activation y to that of what was activated, in place. */
  private void gradient(float[] y, float[] dy) {
    switch (activation) {
      case LINEAR -> {}
      case RELU -> ElementwiseKernel.reluGradient(y, dy, outputs);
      case LEAKY_RELU -> ElementwiseKernel.leakyReluGradient(y, dy, outputs);
      case ELU -> ElementwiseKernel.eluGradient(y, dy, outputs);
      case SIGMOID -> ElementwiseKernel.sigmoidGradient(y, dy, outputs);
      case SOFTMAX -> softmaxGradient(y, dy);
    }
  }

  private void softmax(float[] y) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : y) {
      most = Math.max(most, logit);
    }
    double sum = 0;
    for (float logit : y) {
      sum += StrictMath.exp(logit - most);
    }
    for (int k = 0; k < outputs; k++) {
      y[k] = (float) (StrictMath.exp(y[k] - most) / sum);
    }
  }

  /** y_k (dy_k - sum over j of y_j dy_j). */
  private void softmaxGradient(float[] y, float[] dy) {
    double mean = 0;
    for (int k = 0; k < outputs; k++) {
      mean += (double) y[k] * dy[k];
    }
    for (int k = 0; k < outputs; k++) {
      dy[k] = (float) (y[k] * (dy[k] - mean));
    }
  }

  public Activation activation() {
    return activation;
  }

  /** How many inputs it reads. */
  public int inputs() {
    return blocks.size();
  }

  /** The block of an input, transposed: [outputs, inputs], for kernels that pack it their way. */
  public float[][] transposed(int input) {
    return blocks.get(input).transposed;
  }

  public float[] bias() {
    return bias.rows[0];
  }
}
