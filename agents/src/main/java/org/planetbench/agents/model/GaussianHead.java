package org.planetbench.agents.model;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** N(y W_m + b_m, softplus(y W_s + b_s) + minStd). */
final class GaussianHead extends LatentHead<Gaussian> {
  private final ModelSpec spec;
  private final Dense mean;
  private final Dense std;

  GaussianHead(ParameterSet set, String name, ModelSpec spec, int... inputs) {
    super(set, name, spec, inputs);
    this.spec = spec;
    mean =
        new Dense(set, name + "/mean", Dense.Activation.LINEAR, spec.stochastic(), spec.hidden());
    std = new Dense(set, name + "/std", Dense.Activation.LINEAR, spec.stochastic(), spec.hidden());
  }

  @Override
  Gaussian distribution(Tape tape, Rows y) {
    return Gaussian.softplus(tape, mean.apply(tape, y), std.apply(tape, y), (float) spec.minStd());
  }

  @Override
  Gaussian zeros(int rows) {
    return Gaussian.zeros(rows, spec.stochastic());
  }

  @Override
  int width() {
    return spec.stochastic();
  }

  @Override
  LatentNoise noise() {
    return new LatentNoise(spec.stochastic());
  }

  @Override
  PackedHead packed(PackedWeights weights, int inputs, boolean modeOnly) {
    return new PackedGaussianHead(weights, spec, this, inputs, modeOnly);
  }

  Dense mean() {
    return mean;
  }

  Dense std() {
    return std;
  }
}
