package org.planetbench.agents.nn;

import org.planetbench.agents.ModelDivergedException;
import org.planetbench.agents.nn.kernel.PositiveDefinite;

/**
 * What a {@link SparseProcess} computes with, made of its parameters in double precision whenever
 * these change, and the way of the gradients back to them. What must be positive is softplus(raw) +
 * 1e-6 of the parameter.
 */
final class ProcessWeights implements Mirror {
  private static final double FLOOR = 1e-6;

  /** On the diagonal of K, in the conditional as in the divergence. */
  private static final double JITTER = 1e-8;

  final int points;
  final int inputs;
  final int outputs;
  final double[] lengthscales; // [inputs]
  final double[][] scaled; // [points, inputs]: Z over the lengthscales
  final double[][] mean; // [points, outputs]
  final double[][] variance; // [points, outputs]: S
  final double[] processVariance; // [outputs]
  final double[][] kernel; // [points, points]: K without the jitter
  final ProcessGradient[] gradients;
  double signal; // variance
  PositiveDefinite solved = new PositiveDefinite(new double[0][], 0);

  private final Parameter rawInputs;
  private final Parameter rawLengthscales;
  private final Parameter rawSignal;
  private final Parameter rawMean;
  private final Parameter rawVariance;
  private final Parameter rawProcessVariance;

  /**
   * The published benchmark's first values: Z of U(-2, 2), signal variance 0.25, variances 0.01^2,
   * process variance 0.002^2; but means of N(0, 0.05^2), where its are of U(0, 0.05). Its
   * lengthscales are 2 for about 5 inputs; with more they grow as the root of their number, or else
   * nothing would be near enough to anything to be seen.
   */
  ProcessWeights(ParameterSet set, String name, int points, int inputs, int outputs) {
    this.points = points;
    this.inputs = inputs;
    this.outputs = outputs;
    rawInputs =
        set.drawn(name + "/inputs/weights", random -> 4 * random.nextDouble() - 2, points, inputs);
    rawLengthscales =
        set.constant(name + "/lengthscales", raw(2 * Math.sqrt(inputs / 5.0)), inputs);
    rawSignal = set.constant(name + "/signal_variance", raw(0.25), 1);
    rawMean =
        set.drawn(name + "/mean/weights", random -> 0.05 * random.nextGaussian(), points, outputs);
    rawVariance = set.constant(name + "/variance/weights", raw(0.01 * 0.01), points, outputs);
    rawProcessVariance = set.constant(name + "/process_variance", raw(0.002 * 0.002), outputs);
    lengthscales = new double[inputs];
    scaled = new double[points][inputs];
    mean = new double[points][outputs];
    variance = new double[points][outputs];
    processVariance = new double[outputs];
    kernel = new double[points][points];
    gradients = new ProcessGradient[set.shards()];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = new ProcessGradient(points, inputs, outputs);
    }
  }

  private static float raw(double positive) {
    return (float) StrictMath.log(StrictMath.expm1(positive - FLOOR));
  }

  private static double positive(double raw) {
    return Math.max(raw, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(raw))) + FLOOR;
  }

  /** Of {@link #positive}. */
  private static double slope(double raw) {
    return 1 / (1 + StrictMath.exp(-raw));
  }

  @Override
  public void load() {
    for (int j = 0; j < inputs; j++) {
      lengthscales[j] = positive(rawLengthscales.value[j]);
    }
    signal = positive(rawSignal.value[0]);
    for (int d = 0; d < outputs; d++) {
      processVariance[d] = positive(rawProcessVariance.value[d]);
    }
    for (int p = 0; p < points; p++) {
      for (int j = 0; j < inputs; j++) {
        scaled[p][j] = rawInputs.value[p * inputs + j] / lengthscales[j];
      }
      for (int d = 0; d < outputs; d++) {
        mean[p][d] = rawMean.value[p * outputs + d];
        variance[p][d] = positive(rawVariance.value[p * outputs + d]);
      }
    }
    double[][] jittered = new double[points][points];
    for (int p = 0; p < points; p++) {
      for (int q = 0; q < points; q++) {
        double sum = 0;
        for (int j = 0; j < inputs; j++) {
          double apart = scaled[p][j] - scaled[q][j];
          sum += apart * apart;
        }
        kernel[p][q] = signal * StrictMath.exp(-0.5 * sum);
        jittered[p][q] = kernel[p][q] + (p == q ? JITTER : 0);
      }
    }
    try {
      solved = PositiveDefinite.of(jittered);
    } catch (ArithmeticException e) {
      throw new ModelDivergedException(
          "%s: %s; the model has diverged, or inducing inputs coincide (a lower learning_rate or gradient_clip, or fewer inducing_points, may help)"
              .formatted(rawInputs.name(), e.getMessage()),
          e);
    }
  }

  @Override
  public void collect() {
    ProcessGradient all = new ProcessGradient(points, inputs, outputs);
    for (ProcessGradient gradient : gradients) {
      all.take(gradient);
    }
    throughKernel(all);
    for (int j = 0; j < inputs; j++) {
      for (int p = 0; p < points; p++) {
        all.lengthscales[j] -= all.scaled[p][j] * scaled[p][j] / lengthscales[j];
        rawInputs.gradient[p * inputs + j] += (float) (all.scaled[p][j] / lengthscales[j]);
      }
      rawLengthscales.gradient[j] +=
          (float) (all.lengthscales[j] * slope(rawLengthscales.value[j]));
    }
    rawSignal.gradient[0] += (float) (all.signal * slope(rawSignal.value[0]));
    for (int d = 0; d < outputs; d++) {
      rawProcessVariance.gradient[d] +=
          (float) (all.processVariance[d] * slope(rawProcessVariance.value[d]));
      for (int p = 0; p < points; p++) {
        int i = p * outputs + d;
        rawMean.gradient[i] += (float) all.mean[p][d];
        rawVariance.gradient[i] += (float) (all.variance[p][d] * slope(rawVariance.value[i]));
      }
    }
  }

  /** From K to what it is made of. */
  private void throughKernel(ProcessGradient all) {
    for (int p = 0; p < points; p++) {
      for (int q = 0; q < points; q++) {
        double weight = all.kernel[p][q] * kernel[p][q];
        all.signal += weight / signal;
        for (int j = 0; j < inputs; j++) {
          double pull = weight * (scaled[p][j] - scaled[q][j]);
          all.scaled[p][j] -= pull;
          all.scaled[q][j] += pull;
        }
      }
    }
  }
}
