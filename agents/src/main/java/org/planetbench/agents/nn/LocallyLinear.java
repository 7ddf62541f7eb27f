package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Base matrices that each row mixes with weights of its own (Karl et al. 2016, locally linear
 * transition), without biases:
 *
 * <pre>
 *   y = sum over i of alpha_i (x_1 W_1i + x_2 W_2i + ...)
 * </pre>
 *
 * All bases are one matrix [inputs, bases * outputs], multiplied first and mixed afterwards, which
 * shares the product among the rows.
 */
public final class LocallyLinear {
  private final List<Weights> blocks = new ArrayList<>();
  private final int outputs;

  private LocallyLinear(
      ParameterSet set, Parameter weights, WeightMap map, int bases, int outputs, int... inputs) {
    this.outputs = outputs;
    int row = 0;
    int stride = bases * outputs;
    for (int input : inputs) {
      blocks.add(set.weights(new Block(weights, stride, row, 0, input, stride, map)));
      row += input;
    }
  }

  /**
   * Bases that are drawn as kernels are, each as of a layer of its own, and to those of the first
   * input, which is as wide as y, the identity is added: at first y is close to that input.
   */
  public static LocallyLinear persistent(
      ParameterSet set, String name, int bases, int outputs, int... inputs) {
    int width = Arrays.stream(inputs).sum();
    Parameter weights =
        set.glorot(name + "/weights", width, outputs, width, (long) bases * outputs);
    for (int i = 0; i < outputs; i++) {
      for (int j = i; j < bases * outputs; j += outputs) {
        weights.value[i * bases * outputs + j] += 1;
      }
    }
    return new LocallyLinear(set, weights, WeightMap.NONE, bases, outputs, inputs);
  }

  /** Bases within +-0.2, drawn from about N(0, 1) / (bases * outputs). */
  public static LocallyLinear bounded(
      ParameterSet set, String name, int bases, int outputs, int... inputs) {
    double deviation = 1.0 / bases / outputs / 0.2;
    Parameter weights =
        set.drawn(
            name + "/weights",
            random -> deviation * random.nextGaussian(),
            Arrays.stream(inputs).sum(),
            (long) bases * outputs);
    return new LocallyLinear(set, weights, WeightMap.BOUNDED, bases, outputs, inputs);
  }

  /**
   * y [rows, outputs].
   *
   * @param alpha [rows, bases]
   */
  public Rows apply(Tape tape, Rows alpha, Rows... inputs) {
    int bases = alpha.columns();
    Rows all = tape.backend().zeros(tape, alpha.rows(), bases * outputs);
    for (int i = 0; i < inputs.length; i++) {
      tape.backend().accumulate(tape, all, blocks.get(i), inputs[i]);
    }
    return tape.backend().mix(tape, alpha, all);
  }

  /** The block of an input, transposed: [bases * outputs, inputs], for kernels that pack it. */
  public float[][] transposed(int input) {
    return blocks.get(input).readTransposed();
  }
}
