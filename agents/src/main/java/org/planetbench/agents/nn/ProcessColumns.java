package org.planetbench.agents.nn;

import java.util.Arrays;
import java.util.random.RandomGenerator;
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
  private final float[] drawn;

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
    drawn = new float[width];
  }

  /** Takes inputs [rows, their width] over, from one of the process's inputs on. */
  void read(int from, Rows x) {
    for (int j = 0; j < x.columns(); j++) {
      for (int i = 0; i < width; i++) {
        read(from + j, i, x.value()[i][j]);
      }
    }
  }

  /** The same of inputs [their width, width]. */
  public void read(int from, NativeTensor x) {
    for (int j = 0; j < x.size() / width; j++) {
      x.floats().get(j * width, one);
      for (int i = 0; i < width; i++) {
        read(from + j, i, one[i]);
      }
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

  /** The predictions as rows. */
  Gaussian gaussian(Tape tape) {
    Gaussian y =
        new Gaussian(
            Rows.zeros(tape, width, weights.outputs), Rows.zeros(tape, width, weights.outputs));
    for (int d = 0; d < weights.outputs; d++) {
      for (int i = 0; i < width; i++) {
        y.mean().value()[i][d] = (float) mean[d][i];
        y.std().value()[i][d] = deviation(variance[d][i]);
      }
    }
    return y;
  }

  private static float deviation(double variance) {
    return (float) Math.sqrt(variance);
  }

  /**
   * Draws what was predicted, output by output, each of its own noise.
   *
   * @param z [outputs, width]
   */
  public void draw(RandomGenerator random, NativeTensor z) {
    for (int d = 0; d < weights.outputs; d++) {
      drawNoise(random);
      deviate(d, false, z);
    }
  }

  /**
   * The same as released: one number for all outputs of a column, and the variance in the place of
   * the deviation.
   */
  public void drawAsReleased(RandomGenerator random, NativeTensor z) {
    drawNoise(random);
    for (int d = 0; d < weights.outputs; d++) {
      deviate(d, true, z);
    }
  }

  private void drawNoise(RandomGenerator random) {
    for (int i = 0; i < width; i++) {
      epsilon[i] = (float) random.nextGaussian();
    }
  }

  private void deviate(int output, boolean byVariance, NativeTensor z) {
    for (int i = 0; i < width; i++) {
      one[i] = (float) mean[output][i];
      float std = deviation(variance[output][i]);
      other[i] = byVariance ? std * std : std;
    }
    ElementwiseKernel.sample(one, other, epsilon, drawn, width);
    z.floats().put(output * width, drawn);
  }

  /**
   * The gradients of what was read and of the weights, from those of the predictions, row by row.
   *
   * @param trains whether the weights learn
   */
  void backward(Gaussian y, Rows z, Rows action, int shard, boolean trains) {
    ProcessGradient gradient = weights.gradients[shard];
    Row row = new Row();
    for (int i = 0; i < width; i++) {
      row.compute(i, y);
      row.pass(z, 0);
      row.pass(action, weights.outputs);
      if (trains) {
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

    void compute(int row, Gaussian y) {
      column = row;
      total = 0;
      for (int d = 0; d < weights.outputs; d++) {
        ofMean[d] = y.mean().gradient()[row][d];
        ofVariance[d] = y.std().gradient()[row][d] / (2 * Math.sqrt(variance[d][row]));
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

    void pass(Rows x, int from) {
      if (!x.hasGradient()) {
        return;
      }
      float[] gradient = x.gradient()[column];
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
