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
  private final int width;
  private final Dense mean;
  private final Dense std;

  /**
   * @param meanOnly whether z is the mean, and nothing is drawn
   */
  GaussianHead(ParameterSet set, String name, ModelSpec spec, boolean meanOnly, int... inputs) {
    this(set, name, spec, meanOnly, spec.activation(), spec.stochastic(), inputs);
  }

  /**
   * @param activation of the hidden layer
   * @param width of z
   */
  GaussianHead(
      ParameterSet set,
      String name,
      ModelSpec spec,
      boolean meanOnly,
      Dense.Activation activation,
      int width,
      int... inputs) {
    super(set, name, spec, activation, inputs);
    this.spec = spec;
    this.meanOnly = meanOnly;
    this.width = width;
    mean = new Dense(set, name + "/mean", Dense.Activation.LINEAR, width, spec.hidden());
    std = new Dense(set, name + "/std", Dense.Activation.LINEAR, width, spec.hidden());
  }

  @Override
  Gaussian distribution(Tape tape, Rows y) {
    return Gaussian.softplus(tape, mean.apply(tape, y), std.apply(tape, y), (float) spec.minStd());
  }

  @Override
  Gaussian zeros(int rows) {
    return Gaussian.zeros(rows, width);
  }

  @Override
  LatentNoise noise() {
    return LatentNoise.normals(meanOnly ? 0 : width);
  }

  @Override
  Rows state(Tape tape, LatentDistribution distribution, Rows noise) {
    return meanOnly ? distribution.mode(tape) : super.state(tape, distribution, noise);
  }

  @Override
  PackedHead packed(PackedWeights weights, int inputs) {
    return new PackedGaussianHead(weights, spec, this, inputs, meanOnly);
  }

  /** Width of z. */
  int width() {
    return width;
  }

  Dense mean() {
    return mean;
  }

  Dense std() {
    return std;
  }
}
