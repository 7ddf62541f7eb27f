package org.planetbench.agents.model;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.LocallyLinear;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * Base matrices, and the network that says of each row how to mix them (Karl et al. 2016):
 *
 * <pre>
 *   z(t-1), a(t) --> two layers of 64 ReLUs --> alpha
 *   sum over i of alpha_i (A_i z(t-1) + B_i a(t) + ...)
 * </pre>
 *
 * The paper says of the network that it is small; its size is that of the authors' group's code.
 */
final class LocallyLinearTransition {
  /** Units of each hidden layer of the mixing network. */
  static final int UNITS = 64;

  private final Dense[] mixing = new Dense[3];
  private final LocallyLinear bases;

  /**
   * @param weights what alpha is of its logits
   */
  LocallyLinearTransition(
      ParameterSet set,
      String name,
      ModelSpec spec,
      Dense.Activation weights,
      LocallyLinear bases) {
    this.bases = bases;
    String layer = name + "/mixing/";
    int z = spec.stochastic();
    mixing[0] = new Dense(set, layer + 0, Dense.Activation.RELU, UNITS, z, spec.actionSize());
    mixing[1] = new Dense(set, layer + 1, Dense.Activation.RELU, UNITS, UNITS);
    mixing[2] = new Dense(set, layer + "out", weights, spec.bases(), UNITS);
  }

  /** What alpha and as many inputs take, of one row. */
  static long multiplyAdds(ModelSpec spec, long inputs) {
    long z = spec.stochastic();
    long bases = spec.bases();
    return (z + spec.actionSize() + UNITS + bases) * UNITS + bases * z * (inputs + 1);
  }

  /** alpha [rows, bases]. */
  Rows alpha(Tape tape, Rows z, Rows action) {
    return mixing[2].apply(tape, mixing[1].apply(tape, mixing[0].apply(tape, z, action)));
  }

  /** The mixed map of the inputs, z first, then the action. */
  Rows apply(Tape tape, Rows alpha, Rows... inputs) {
    return bases.apply(tape, alpha, inputs);
  }

  Dense mixing(int layer) {
    return mixing[layer];
  }

  LocallyLinear bases() {
    return bases;
  }
}
