package org.planetbench.agents.nn;

import java.util.Arrays;
import java.util.List;

/**
 * A batch of diagonal Gaussians on the tape.
 *
 * @param mean [rows, dimensions]
 * @param std [rows, dimensions], positive
 */
public record Gaussian(Rows mean, Rows std) implements LatentDistribution {

  /** N(mean, softplus(raw) + floor). */
  public static Gaussian softplus(Tape tape, Rows mean, Rows raw, float floor) {
    return new Gaussian(mean, tape.backend().softplus(tape, raw, floor));
  }

  /**
   * The product of the densities of two, normalised: of variances u and v, mean (v m + u n) / (u +
   * v) and variance u v / (u + v).
   */
  public static Gaussian product(Tape tape, Gaussian one, Gaussian other) {
    return tape.backend().product(tape, one, other);
  }

  /**
   * The same means with the variances as standard deviations: what comes of taking one for the
   * other.
   */
  public Gaussian deviatingByVariance(Tape tape) {
    return new Gaussian(mean, tape.backend().square(tape, std));
  }

  /** Zeros for mean and standard deviation: what is before the first distribution. */
  public static Gaussian zeros(int rows, int columns) {
    return new Gaussian(
        Rows.constant(new float[rows][columns]), Rows.constant(new float[rows][columns]));
  }

  @Override
  public List<Rows> parts() {
    return List.of(mean, std);
  }

  @Override
  public Gaussian of(List<Rows> parts) {
    return new Gaussian(parts.getFirst(), parts.getLast());
  }

  @Override
  public Rows mode(Tape tape) {
    return mean;
  }

  /** A reparametrised sample mean + std * epsilon; of constants it passes no gradient on. */
  @Override
  public Rows sample(Tape tape, Rows epsilon) {
    return tape.backend().sample(tape, this, epsilon);
  }

  @Override
  public Gaussian uninformed() {
    float[][] zeros = new float[mean.rows()][mean.columns()];
    float[][] ones = new float[mean.rows()][mean.columns()];
    for (float[] row : ones) {
      Arrays.fill(row, 1);
    }
    return new Gaussian(Rows.constant(zeros), Rows.constant(ones));
  }

  @Override
  public Gaussian slice(int from, int to) {
    return new Gaussian(mean.slice(from, to), std.slice(from, to));
  }

  @Override
  public Gaussian pick(Tape tape, int... indices) {
    return new Gaussian(mean.pick(tape, indices), std.pick(tape, indices));
  }

  @Override
  public Gaussian stopGradient() {
    return new Gaussian(mean.stopGradient(), std.stopGradient());
  }

  @Override
  public Divergence divergence(
      Tape tape, LatentDistribution other, double freeNats, double scale, double balance) {
    return tape.backend().divergence(tape, this, (Gaussian) other, freeNats, scale, balance);
  }
}
