package org.planetbench.agents.nn;

import java.util.Arrays;

/** The gradients of one shard to what {@link ProcessWeights} hold, in double precision. */
final class ProcessGradient {
  final double[][] scaled; // [points, inputs]
  final double[] lengthscales; // [inputs]
  final double[][] mean; // [points, outputs]
  final double[][] variance; // [points, outputs]
  final double[] processVariance; // [outputs]
  final double[][] kernel; // [points, points]
  double signal;

  ProcessGradient(int points, int inputs, int outputs) {
    scaled = new double[points][inputs];
    lengthscales = new double[inputs];
    mean = new double[points][outputs];
    variance = new double[points][outputs];
    processVariance = new double[outputs];
    kernel = new double[points][points];
  }

  /** Adds another, and makes that zero. */
  void take(ProcessGradient other) {
    take(other.scaled, scaled);
    take(other.lengthscales, lengthscales);
    take(other.mean, mean);
    take(other.variance, variance);
    take(other.processVariance, processVariance);
    take(other.kernel, kernel);
    signal += other.signal;
    other.signal = 0;
  }

  private static void take(double[][] x, double[][] y) {
    for (int i = 0; i < x.length; i++) {
      take(x[i], y[i]);
    }
  }

  private static void take(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] += x[i];
    }
    Arrays.fill(x, 0);
  }
}
