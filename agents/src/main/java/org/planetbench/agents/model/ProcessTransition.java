package org.planetbench.agents.model;

import java.util.Arrays;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.SparseProcess;
import org.planetbench.agents.nn.Tape;

/**
 * The transition of {@link ProcessStateSpace} and {@link OpenProcessStateSpace}: a {@link
 * SparseProcess}, and how z is drawn. As released ({@link ModelSpec#processAsReleased}) z is mean +
 * variance * epsilon, with one epsilon for all dimensions. Here every z is then drawn so, in the
 * released code the z of transitions alone: what it recognises it draws ordinarily, or takes as it
 * is.
 */
final class ProcessTransition {
  /** The released loss adds as many samples' likelihoods up, so that its KL weighs one of these. */
  private static final int RELEASED_SAMPLES = 50;

  private final ModelSpec spec;
  private final SparseProcess process;

  ProcessTransition(ParameterSet set, String name, ModelSpec spec) {
    this.spec = spec;
    process =
        new SparseProcess(
            set, name + "/process", spec.inducingPoints(), spec.stochastic(), spec.actionSize());
  }

  /** What one step of the prior takes: distances, K^-1 k, means and variances. */
  static Arithmetic.Step ofStep(ModelSpec spec) {
    long z = spec.stochastic();
    long points = spec.inducingPoints();
    return new Arithmetic.Step(points * (z + spec.actionSize() + points + 2 * z), z);
  }

  /** Width of z. */
  int stochastic() {
    return spec.stochastic();
  }

  /** What is expected of the next z. */
  Gaussian expect(Tape tape, Rows z, Rows action) {
    return process.apply(tape, z, action);
  }

  LatentNoise noise() {
    return LatentNoise.normals(spec.processAsReleased() ? 1 : spec.stochastic());
  }

  /** z [rows, stochastic] */
  Rows draw(Tape tape, Gaussian distribution, Rows noise) {
    if (!spec.processAsReleased()) {
      return distribution.sample(tape, noise);
    }
    float[][] one = noise.read();
    float[][] shared = new float[one.length][spec.stochastic()];
    for (int row = 0; row < shared.length; row++) {
      Arrays.fill(shared[row], one[row][0]);
    }
    return distribution.deviatingByVariance(tape).sample(tape, Rows.constant(shared));
  }

  /** KL(q(inducing outputs) || their prior) in nats, as the loss weighs it. */
  double divergence(Tape tape, double scale) {
    double weight = spec.processAsReleased() ? 1.0 / RELEASED_SAMPLES : 1;
    return weight * process.divergence(tape, weight * scale);
  }

  /** What is expected before the first picture: N(0, I), or, as released, what is inferred. */
  Gaussian expectFirst(Gaussian inferred) {
    return spec.processAsReleased() ? inferred : inferred.uninformed();
  }

  PackedPrior packed() {
    return new PackedProcess(spec, process);
  }
}
