package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.HostRows;
import org.planetbench.agents.nn.LatentDistribution.Divergence;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/**
 * {@link Gaussian} in loops.
 *
 * @param mean [rows, dimensions]
 * @param std [rows, dimensions], positive
 */
record HostGaussian(HostRows mean, HostRows std) {
  static HostGaussian of(Gaussian gaussian) {
    return new HostGaussian(HostRows.of(gaussian.mean()), HostRows.of(gaussian.std()));
  }

  Gaussian rows() {
    return new Gaussian(mean, std);
  }

  static HostRows softplus(Tape tape, HostRows raw, float floor) {
    int columns = raw.columns();
    HostRows std = HostRows.zeros(tape, raw.rows(), columns);
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
    return std;
  }

  HostGaussian product(Tape tape, HostGaussian other) {
    int columns = mean.columns();
    HostGaussian product =
        new HostGaussian(
            HostRows.zeros(tape, mean.rows(), columns), HostRows.zeros(tape, mean.rows(), columns));
    for (int i = 0; i < mean.rows(); i++) {
      for (int j = 0; j < columns; j++) {
        float u = square(std.value()[i][j]);
        float v = square(other.std.value()[i][j]);
        float m = mean.value()[i][j];
        product.mean.value()[i][j] = m + u / (u + v) * (other.mean.value()[i][j] - m);
        product.std.value()[i][j] = (float) Math.sqrt(u / (u + v) * v);
      }
    }
    tape.record(
        () -> {
          productGradient(this, other, product);
          productGradient(other, this, product);
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
  private static void productGradient(
      HostGaussian factor, HostGaussian other, HostGaussian product) {
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

  static HostRows square(Tape tape, HostRows x) {
    HostRows squared = HostRows.zeros(tape, x.rows(), x.columns());
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        squared.value()[i][j] = square(x.value()[i][j]);
      }
    }
    if (x.hasGradient()) {
      tape.record(
          () -> {
            for (int i = 0; i < x.rows(); i++) {
              for (int j = 0; j < x.columns(); j++) {
                x.gradient()[i][j] += 2 * x.value()[i][j] * squared.gradient()[i][j];
              }
            }
          });
    }
    return squared;
  }

  HostRows sample(Tape tape, float[][] epsilon) {
    int columns = mean.columns();
    HostRows z = HostRows.zeros(tape, mean.rows(), columns);
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

  Divergence divergence(Tape tape, HostGaussian p, double freeNats, double scale, double balance) {
    return HostDivergence.of(
        tape,
        mean.rows(),
        freeNats,
        scale,
        balance,
        row -> divergence(this, p, row),
        (row, qScale, pScale) -> divergenceGradient(this, p, row, (float) qScale, (float) pScale));
  }

  /** KL(q || p) = sum of ln(sp / sq) + (sq^2 + (mq - mp)^2) / (2 sp^2) - 1/2. */
  private static double divergence(HostGaussian q, HostGaussian p, int row) {
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
      HostGaussian q, HostGaussian p, int row, float qScale, float pScale) {
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
