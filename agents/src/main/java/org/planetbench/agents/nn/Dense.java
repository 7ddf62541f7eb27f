package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;

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

  /** Of {@link Activation#LEAKY_RELU}. */
  public static final double LEAK = ElementwiseKernel.LEAK;

  private final List<Weights> blocks = new ArrayList<>();
  private final Weights bias;
  private final Activation activation;

  /**
   * @param inputs the width of each input, in the order of W's rows
   */
  public Dense(ParameterSet set, String name, Activation activation, int outputs, int... inputs) {
    this(set, name, glorot(set, name, outputs, inputs), activation, outputs, inputs);
  }

  private Dense(
      ParameterSet set,
      String name,
      Parameter weights,
      Activation activation,
      int outputs,
      int... inputs) {
    this.activation = activation;
    Parameter biases = set.constant(name + "/bias", 0f, outputs);
    int row = 0;
    for (int input : inputs) {
      blocks.add(set.weights(new Block(weights, outputs, row, 0, input, outputs)));
      row += input;
    }
    bias = set.weights(new Block(biases, outputs, 0, 0, 1, outputs));
  }

  /**
   * A linear layer of one input, no wider than the outputs, whose W has orthonormal rows at first.
   */
  static Dense orthogonal(ParameterSet set, String name, int outputs, int input) {
    Parameter weights = set.orthogonal(name + "/weights", input, outputs);
    return new Dense(set, name, weights, Activation.LINEAR, outputs, input);
  }

  private static Parameter glorot(ParameterSet set, String name, int outputs, int... inputs) {
    int width = Arrays.stream(inputs).sum();
    return set.glorot(name + "/weights", width, outputs, width, outputs);
  }

  /** The whole layer; inputs left out at the end count as zeros. */
  public Rows apply(Tape tape, Rows... inputs) {
    Rows y = tape.backend().biases(tape, bias, inputs[0].rows());
    for (int i = 0; i < inputs.length; i++) {
      tape.backend().accumulate(tape, y, blocks.get(i), inputs[i]);
    }
    return activate(tape, y);
  }

  /** The share b + x_i W_i of one input, before the activation. */
  public Rows begin(Tape tape, int input, Rows x) {
    Rows y = tape.backend().biases(tape, bias, x.rows());
    tape.backend().accumulate(tape, y, blocks.get(input), x);
    return y;
  }

  /**
   * Adds the shares of other inputs, from the given one on, to what {@link #begin} began, in place,
   * and activates.
   */
  public Rows finish(Tape tape, Rows begun, int input, Rows... inputs) {
    for (int i = 0; i < inputs.length; i++) {
      tape.backend().accumulate(tape, begun, blocks.get(input + i), inputs[i]);
    }
    return activate(tape, begun);
  }

  private Rows activate(Tape tape, Rows y) {
    if (activation != Activation.LINEAR) {
      tape.backend().activate(tape, activation, y);
    }
    return y;
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
    return blocks.get(input).readTransposed();
  }

  public float[] bias() {
    return bias.read()[0];
  }
}
