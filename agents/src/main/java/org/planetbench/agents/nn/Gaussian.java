package org.planetbench.agents.nn;

import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/**
 * A batch of diagonal Gaussians on the tape.
 *
 * @param mean [rows, dimensions]
 * @param std [rows, dimensions], positive
 */
public record Gaussian(Rows mean, Rows std) implements LatentDistribution {

  /** N(mean, softplus(raw) + floor). */
  public static Gaussian softplus(Tape tape, Rows mean, Rows raw, float floor) {
    int columns = raw.columns();
    Rows std = Rows.zeros(tape, raw.rows(), columns);
    for (int i = 0; i < raw.rows(); i++) {
      ElementwiseKernel.softplus(raw.value()[i], floor, std.value()[i], columns);
    }
    tape.record(
        () -> {
          for (int i = 0; i < raw.rows(); i++) {
            ElementwiseKernel.softplusGradient(
                raw.value()[i], std.gradient()[i], raw.gradient()[i], columns);
          }
        });
    return new Gaussian(mean, std);
  }

  /**
   * The product of the densities of two, normalised: of variances u and v, mean (v m + u n) / (u +
   * v) and variance u v / (u + v).
   */
  public static Gaussian product(Tape tape, Gaussian one, Gaussian other) {
    int columns = one.mean.columns();
    Gaussian product =
        new Gaussian(
            Rows.zeros(tape, one.mean.rows(), columns), Rows.zeros(tape, one.mean.rows(), columns));
    for (int i = 0; i < one.mean.rows(); i++) {
      for (int j = 0; j < columns; j++) {
        float u = square(one.std.value()[i][j]);
        float v = square(other.std.value()[i][j]);
        float m = one.mean.value()[i][j];
        product.mean.value()[i][j] = m + u / (u + v) * (other.mean.value()[i][j] - m);
        product.std.value()[i][j] = (float) Math.sqrt(u / (u + v) * v);
      }
    }
    tape.record(
        () -> {
          productGradient(one, other, product);
          productGradient(other, one, product);
        });
    return product;
  }

  private static float square(float x) {
    return x * x;
  }

  /**
   * To one of the factors, of the share s = v / (u + v) in the mean: dm = s, and through the
   * deviation a = sqrt(u), mean 2 s (n - m) a / (u + v), deviation s sqrt(s).
   */
  private static void productGradient(Gaussian factor, Gaussian other, Gaussian product) {
    for (int i = 0; i < product.mean.rows(); i++) {
      for (int j = 0; j < product.mean.columns(); j++) {
        float a = factor.std.value()[i][j];
        float sum = a * a + square(other.std.value()[i][j]);
        float share = square(other.std.value()[i][j]) / sum;
        float apart = other.mean.value()[i][j] - factor.mean.value()[i][j];
        float dMean = product.mean.gradient()[i][j];
        factor.mean.gradient()[i][j] += dMean * share;
        factor.std.gradient()[i][j] +=
            dMean * 2 * share * apart * a / sum
                + product.std.gradient()[i][j] * share * (float) Math.sqrt(share);
      }
    }
  }

  /**
   * The same means with the variances as standard deviations: what comes of taking one for the
   * other.
   */
  public Gaussian deviatingByVariance(Tape tape) {
    Rows squared = Rows.zeros(tape, std.rows(), std.columns());
    for (int i = 0; i < std.rows(); i++) {
      for (int j = 0; j < std.columns(); j++) {
        squared.value()[i][j] = square(std.value()[i][j]);
      }
    }
    if (std.hasGradient()) {
      tape.record(
          () -> {
            for (int i = 0; i < std.rows(); i++) {
              for (int j = 0; j < std.columns(); j++) {
                std.gradient()[i][j] += 2 * std.value()[i][j] * squared.gradient()[i][j];
              }
            }
          });
    }
    return new Gaussian(mean, squared);
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
  public Rows mode() {
    return mean;
  }

  /** A reparametrised sample mean + std * epsilon; of constants it passes no gradient on. */
  @Override
  public Rows sample(Tape tape, float[][] epsilon) {
    int columns = mean.columns();
    Rows z = Rows.zeros(tape, mean.rows(), columns);
    for (int i = 0; i < z.rows(); i++) {
      ElementwiseKernel.sample(mean.value()[i], std.value()[i], epsilon[i], z.value()[i], columns);
    }
    if (mean.hasGradient()) {
      tape.record(
          () -> {
            for (int i = 0; i < z.rows(); i++) {
              float[] dz = z.gradient()[i];
              ElementwiseKernel.add(dz, mean.gradient()[i], columns);
              ElementwiseKernel.multiplyAdd(dz, epsilon[i], std.gradient()[i], columns);
            }
          });
    }
    return z;
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
  public Gaussian pick(int... indices) {
    return new Gaussian(mean.pick(indices), std.pick(indices));
  }

  @Override
  public Gaussian stopGradient() {
    return new Gaussian(mean.stopGradient(), std.stopGradient());
  }

  @Override
  public Divergence divergence(
      Tape tape, LatentDistribution other, double freeNats, double scale, double balance) {
    Gaussian p = (Gaussian) other;
    return Divergence.of(
        tape,
        mean.rows(),
        freeNats,
        scale,
        balance,
        row -> divergence(this, p, row),
        (row, qScale, pScale) -> divergenceGradient(this, p, row, (float) qScale, (float) pScale));
  }

  /** KL(q || p) = sum of ln(sp / sq) + (sq^2 + (mq - mp)^2) / (2 sp^2) - 1/2. */
  private static double divergence(Gaussian q, Gaussian p, int row) {
    double sum = 0;
    for (int j = 0; j < q.mean.columns(); j++) {
      double sq = q.std.value()[row][j];
      double sp = p.std.value()[row][j];
      double d = (double) q.mean.value()[row][j] - p.mean.value()[row][j];
      sum += StrictMath.log(sp / sq) + (sq * sq + d * d) / (2 * sp * sp) - 0.5;
    }
    return sum;
  }

  private static void divergenceGradient(
      Gaussian q, Gaussian p, int row, float qScale, float pScale) {
    for (int j = 0; j < q.mean.columns(); j++) {
      float sq = q.std.value()[row][j];
      float sp = p.std.value()[row][j];
      float d = q.mean.value()[row][j] - p.mean.value()[row][j];
      float precision = 1f / (sp * sp);
      if (q.mean.hasGradient()) {
        q.mean.gradient()[row][j] += qScale * d * precision;
        q.std.gradient()[row][j] += qScale * (sq * precision - 1f / sq);
      }
      if (p.mean.hasGradient()) {
        p.mean.gradient()[row][j] -= pScale * d * precision;
        p.std.gradient()[row][j] += pScale * (1f - (sq * sq + d * d) * precision) / sp;
      }
    }
  }
}
