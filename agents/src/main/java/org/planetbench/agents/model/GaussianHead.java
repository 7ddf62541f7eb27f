package org.planetbench.agents.model;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** N(y W_m + b_m, softplus(y W_s + b_s) + minStd), of which z is a sample or the mean. */
final class GaussianHead extends LatentHead<Gaussian> {
  private final ModelSpec spec;
  private final boolean meanOnly;
  private final Dense mean;
  private final Dense std;

  /**
   * @param meanOnly whether z is the mean, and nothing is drawn
   */
  GaussianHead(ParameterSet set, String name, ModelSpec spec, boolean meanOnly, int... inputs) {
    super(set, name, spec, inputs);
    this.spec = spec;
    this.meanOnly = meanOnly;
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
  LatentNoise noise() {
    return LatentNoise.normals(meanOnly ? 0 : spec.stochastic());
  }

  @Override
  Rows state(Tape tape, LatentDistribution distribution, float[][] noise) {
    return meanOnly ? distribution.mode() : super.state(tape, distribution, noise);
  }

  @Override
  PackedHead packed(PackedWeights weights, int inputs) {
    return new PackedGaussianHead(weights, spec, this, inputs, meanOnly);
  }

  Dense mean() {
    return mean;
  }

  Dense std() {
    return std;
  }
}
