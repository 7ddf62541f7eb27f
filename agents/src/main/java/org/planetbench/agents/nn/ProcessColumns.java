package org.planetbench.agents.nn;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/**
 * Predictions of a {@link SparseProcess} for so many inputs side by side, all [.., width] in double
 * precision: what is close to a singular matrix is no work for floats. Allocates nothing when it
 * computes.
 */
public final class ProcessColumns {
  private final ProcessWeights weights;
  private final int width;
  private final double[][] scaled; // [inputs, width], over the lengthscales
  private final double[][] kernel; // [points, width]: k
  private final double[][] alpha; // [points, width]: K^-1 k
  private final double[] left; // [width]: s^2 - k^T K^-1 k
  private final double[][] mean; // [outputs, width]
  private final double[][] variance; // [outputs, width]
  private final float[] one;
  private final float[] other;
  private final float[] epsilon;

  ProcessColumns(ProcessWeights weights, int width) {
    this.weights = weights;
    this.width = width;
    scaled = new double[weights.inputs][width];
    kernel = new double[weights.points][width];
    alpha = new double[weights.points][width];
    left = new double[width];
    mean = new double[weights.outputs][width];
    variance = new double[weights.outputs][width];
    one = new float[width];
    other = new float[width];
    epsilon = new float[width];
  }

  /** Takes inputs [rows, their width] over, from one of the process's inputs on. */
  void read(int from, float[][] x) {
    for (int j = 0; j < x[0].length; j++) {
      for (int i = 0; i < width; i++) {
        read(from + j, i, x[i][j]);
      }
    }
  }

  /** Takes one input over [width]. */
  public void read(int input, float... x) {
    for (int i = 0; i < width; i++) {
      read(input, i, x[i]);
    }
  }

  private void read(int input, int column, float value) {
    scaled[input][column] = value / weights.lengthscales[input];
    if (input < weights.outputs) {
      mean[input][column] = value;
    }
  }

  /** Predicts, of what was read since the last time. */
  public void compute() {
    for (int p = 0; p < weights.points; p++) {
      likeness(weights.scaled[p], kernel[p]);
    }
    Arrays.fill(left, weights.signal);
    for (int p = 0; p < weights.points; p++) {
      Arrays.fill(alpha[p], 0);
      for (int q = 0; q < weights.points; q++) {
        addProduct(weights.solved.inverse()[p][q], kernel[q], alpha[p]);
      }
      for (int i = 0; i < width; i++) {
        left[i] -= kernel[p][i] * alpha[p][i];
      }
    }
    for (int d = 0; d < weights.outputs; d++) {
      for (int i = 0; i < width; i++) {
        variance[d][i] = left[i] + weights.processVariance[d];
      }
      for (int p = 0; p < weights.points; p++) {
        addProduct(weights.mean[p][d], alpha[p], mean[d]);
        double[] a = alpha[p];
        double[] v = variance[d];
        double s = weights.variance[p][d];
        for (int i = 0; i < width; i++) {
          v[i] += s * a[i] * a[i];
        }
      }
    }
  }

  /** k of one inducing input. */
  private void likeness(double[] point, double[] k) {
    Arrays.fill(k, 0);
    for (int j = 0; j < weights.inputs; j++) {
      double z = point[j];
      double[] x = scaled[j];
      for (int i = 0; i < width; i++) {
        double apart = x[i] - z;
        k[i] += apart * apart;
      }
    }
    for (int i = 0; i < width; i++) {
      k[i] = weights.signal * StrictMath.exp(-0.5 * k[i]);
    }
  }

  private void addProduct(double factor, double[] x, double[] y) {
    for (int i = 0; i < width; i++) {
      y[i] += factor * x[i];
    }
  }

  /** What is expected [width, outputs]. */
  float[][] means() {
    float[][] means = new float[width][weights.outputs];
    for (int d = 0; d < weights.outputs; d++) {
      for (int i = 0; i < width; i++) {
        means[i][d] = (float) mean[d][i];
      }
    }
    return means;
  }

  /** And the standard deviations [width, outputs]. */
  float[][] deviations() {
    float[][] deviations = new float[width][weights.outputs];
    for (int d = 0; d < weights.outputs; d++) {
      for (int i = 0; i < width; i++) {
        deviations[i][d] = deviation(variance[d][i]);
      }
    }
    return deviations;
  }

  private static float deviation(double variance) {
    return (float) Math.sqrt(variance);
  }

  /**
   * Draws an output of what was predicted, of noise of its own.
   *
   * @param z [width]
   */
  public void draw(RandomGenerator random, int output, float[] z) {
    drawNoise(random);
    deviate(output, false, z);
  }

  /** Draws the noise of {@link #drawAsReleased}, one number for all outputs of a column. */
  public void drawNoise(RandomGenerator random) {
    for (int i = 0; i < width; i++) {
      epsilon[i] = (float) random.nextGaussian();
    }
  }

  /** As {@link #draw}, as released: the variance is in the place of the deviation. */
  public void drawAsReleased(int output, float[] z) {
    deviate(output, true, z);
  }

  private void deviate(int output, boolean byVariance, float[] z) {
    for (int i = 0; i < width; i++) {
      one[i] = (float) mean[output][i];
      float std = deviation(variance[output][i]);
      other[i] = byVariance ? std * std : std;
    }
    ElementwiseKernel.sample(one, other, epsilon, z, width);
  }

  /**
   * The gradients of what was read and of the weights, from those of the predictions, row by row.
   *
   * @param results of means and deviations
   * @param inputs of z and action
   * @param gradient of the weights, if these learn
   */
  void backward(
      List<float[][]> results, List<float[][]> inputs, @Nullable ProcessGradient gradient) {
    Row row = new Row();
    for (int i = 0; i < width; i++) {
      row.compute(i, results.getFirst()[i], results.getLast()[i]);
      row.pass(inputs.getFirst(), 0);
      row.pass(inputs.getLast(), weights.outputs);
      if (gradient != null) {
        row.train(gradient);
      }
    }
  }

  /**
   * The backward pass of one row. With g of the means and v of the variances:
   *
   * <pre>
   *   alpha   M g + 2 alpha (S v) - k V          V = sum of v
   *   b       K^-1 times that                    the gradient of K is - b alpha^T
   *   k       b - alpha V,  times k: of the exponent
   * </pre>
   */
  private final class Row {
    private final double[] ofMean = new double[weights.outputs];
    private final double[] ofVariance = new double[weights.outputs];
    private final double[] ofAlpha = new double[weights.points];
    private final double[] solved = new double[weights.points];
    private final double[] ofExponent = new double[weights.points];
    private final double[] ofScaled = new double[weights.inputs];
    private double total;
    private int column;

    void compute(int row, float[] dMean, float[] dStd) {
      column = row;
      total = 0;
      for (int d = 0; d < weights.outputs; d++) {
        ofMean[d] = dMean[d];
        ofVariance[d] = dStd[d] / (2 * Math.sqrt(variance[d][row]));
        total += ofVariance[d];
      }
      for (int p = 0; p < weights.points; p++) {
        double sum = -kernel[p][row] * total;
        for (int d = 0; d < weights.outputs; d++) {
          sum += weights.mean[p][d] * ofMean[d];
          sum += 2 * alpha[p][row] * weights.variance[p][d] * ofVariance[d];
        }
        ofAlpha[p] = sum;
      }
      Arrays.fill(ofScaled, 0);
      for (int p = 0; p < weights.points; p++) {
        double sum = 0;
        for (int q = 0; q < weights.points; q++) {
          sum += weights.solved.inverse()[p][q] * ofAlpha[q];
        }
        solved[p] = sum;
        ofExponent[p] = (sum - alpha[p][row] * total) * kernel[p][row];
        for (int j = 0; j < weights.inputs; j++) {
          ofScaled[j] -= ofExponent[p] * apart(p, j);
        }
      }
    }

    private double apart(int point, int input) {
      return scaled[input][column] - weights.scaled[point][input];
    }

    void pass(float[][] of, int from) {
      if (of.length == 0) {
        return;
      }
      float[] gradient = of[column];
      for (int j = 0; j < gradient.length; j++) {
        double itself = from + j < weights.outputs ? ofMean[from + j] : 0;
        gradient[j] += (float) (itself + ofScaled[from + j] / weights.lengthscales[from + j]);
      }
    }

    void train(ProcessGradient gradient) {
      gradient.signal += total;
      for (int p = 0; p < weights.points; p++) {
        double a = alpha[p][column];
        gradient.signal += ofExponent[p] / weights.signal;
        for (int d = 0; d < weights.outputs; d++) {
          gradient.mean[p][d] += a * ofMean[d];
          gradient.variance[p][d] += a * a * ofVariance[d];
        }
        for (int q = 0; q < weights.points; q++) {
          gradient.kernel[p][q] -= solved[p] * alpha[q][column];
        }
        for (int j = 0; j < weights.inputs; j++) {
          gradient.scaled[p][j] += ofExponent[p] * apart(p, j);
        }
      }
      for (int j = 0; j < weights.inputs; j++) {
        gradient.lengthscales[j] -= ofScaled[j] * scaled[j][column] / weights.lengthscales[j];
      }
      for (int d = 0; d < weights.outputs; d++) {
        gradient.processVariance[d] += ofVariance[d];
      }
    }
  }
}
