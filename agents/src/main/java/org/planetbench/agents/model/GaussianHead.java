package org.planetbench.agents.model;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** y = ReLU([x_1, ...] W + b); N(y W_m + b_m, softplus(y W_s + b_s) + minStd). */
final class GaussianHead {
  private final Dense hidden;
  private final Dense mean;
  private final Dense std;
  private final float minStd;

  GaussianHead(ParameterSet set, String name, ModelSpec spec, int... inputs) {
    hidden = new Dense(set, name + "/hidden", Dense.Activation.RELU, spec.hidden(), inputs);
    mean =
        new Dense(set, name + "/mean", Dense.Activation.LINEAR, spec.stochastic(), spec.hidden());
    std = new Dense(set, name + "/std", Dense.Activation.LINEAR, spec.stochastic(), spec.hidden());
    minStd = (float) spec.minStd();
  }

  Gaussian apply(Tape tape, Rows... inputs) {
    return distribution(tape, hidden.apply(tape, inputs));
  }

  /** The share of one input, known before the others. */
  Rows begin(Tape tape, int input, Rows x) {
    return hidden.begin(tape, input, x);
  }

  /** The rest, with other inputs, from the given one on. */
  Gaussian finish(Tape tape, Rows begun, int input, Rows... inputs) {
    return distribution(tape, hidden.finish(tape, begun, input, inputs));
  }

  private Gaussian distribution(Tape tape, Rows y) {
    return Gaussian.softplus(tape, mean.apply(tape, y), std.apply(tape, y), minStd);
  }

  Dense hidden() {
    return hidden;
  }

  Dense mean() {
    return mean;
  }

  Dense std() {
    return std;
  }

  float minStd() {
    return minStd;
  }
}
