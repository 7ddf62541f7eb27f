package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * How well a linear map reads physical quantities from a latent state: ridge regression, fitted to
 * some episodes and judged on others, so that a wide latent state gains nothing from its width.
 *
 * <p>Inputs are centred and scaled to deviation 1. Each output has the penalty of its own, of a
 * grid, with which the regressions that leave one of the fitted episodes out read that one best:
 * what suits 30 inputs would overfit with 1,000.
 */
final class LinearProbe {
  private static final List<Double> PENALTIES =
      List.of(1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2, 1e3, 1e4, 1e5);

  private final double[] penalties; // [outputs]
  private final Regression regression;
  private final RealMatrix weights; // [inputs, outputs]

  /**
   * @param inputs of two episodes or more, a row each record
   * @param outputs as many rows
   */
  LinearProbe(List<List<double[]>> inputs, List<List<double[]>> outputs) {
    penalties = best(inputs, outputs);
    regression = new Regression(flat(inputs), flat(outputs));
    weights = MatrixUtils.createRealMatrix(inputs.getFirst().getFirst().length, penalties.length);
    for (double penalty : PENALTIES) {
      List<Integer> chosen = new ArrayList<>();
      for (int j = 0; j < penalties.length; j++) {
        if (penalties[j] == penalty) {
          chosen.add(j);
        }
      }
      if (!chosen.isEmpty()) {
        RealMatrix all = regression.weights(penalty);
        chosen.forEach(j -> weights.setColumnVector(j, all.getColumnVector(j)));
      }
    }
  }

  /** Of each output that with the least error in episodes left out. */
  private static double[] best(List<List<double[]>> inputs, List<List<double[]>> outputs) {
    int width = outputs.getFirst().getFirst().length;
    double[][] errors = new double[PENALTIES.size()][width];
    for (int left = 0; left < inputs.size(); left++) {
      Regression others = new Regression(without(inputs, left), without(outputs, left));
      for (int p = 0; p < errors.length; p++) {
        RealMatrix weights = others.weights(PENALTIES.get(p));
        double[] squares = others.squares(weights, inputs.get(left), outputs.get(left));
        for (int j = 0; j < width; j++) {
          errors[p][j] += squares[j];
        }
      }
    }
    double[] best = new double[width];
    for (int j = 0; j < width; j++) {
      int least = 0;
      for (int p = 1; p < errors.length; p++) {
        if (errors[p][j] < errors[least][j]) {
          least = p;
        }
      }
      best[j] = PENALTIES.get(least);
    }
    return best;
  }

  private static List<double[]> without(List<List<double[]>> episodes, int left) {
    List<List<double[]>> others = new ArrayList<>(episodes);
    others.remove(left);
    return flat(others);
  }

  static List<double[]> flat(List<List<double[]>> episodes) {
    return episodes.stream().flatMap(List::stream).toList();
  }

  /** The penalty that an output was read with. */
  double penalty(int output) {
    return penalties[output];
  }

  /**
   * R^2 of each output: 1 reads all, 0 is no better than the mean of these records; NaN of one that
   * does not vary.
   */
  double[] r2(List<double[]> inputs, List<double[]> outputs) {
    double[] r2 = regression.squares(weights, inputs, outputs);
    double[] means = mean(outputs);
    for (int j = 0; j < r2.length; j++) {
      double total = 0;
      for (double[] output : outputs) {
        total += (output[j] - means[j]) * (output[j] - means[j]);
      }
      r2[j] = total > 1e-12 ? 1 - r2[j] / total : Double.NaN;
    }
    return r2;
  }

  /** What ridge regressions with any penalty need of some records. */
  private static final class Regression {
    private final double[] inputMean;
    private final double[] inputScale;
    private final double[] outputMean;
    private final RealMatrix squares; // X'X
    private final RealMatrix products; // X'Y

    Regression(List<double[]> inputs, List<double[]> outputs) {
      inputMean = mean(inputs);
      outputMean = mean(outputs);
      inputScale = deviation(inputs, inputMean);
      RealMatrix x =
          new Array2DRowRealMatrix(inputs.stream().map(this::scaled).toArray(double[][]::new));
      RealMatrix y =
          new Array2DRowRealMatrix(
              outputs.stream().map(row -> minus(row, outputMean)).toArray(double[][]::new));
      squares = x.transpose().multiply(x);
      products = x.transpose().multiply(y);
    }

    RealMatrix weights(double penalty) {
      RealMatrix identity = MatrixUtils.createRealIdentityMatrix(squares.getColumnDimension());
      return new CholeskyDecomposition(squares.add(identity.scalarMultiply(penalty)))
          .getSolver()
          .solve(products);
    }

    /** The sum over records of the squared error of each output. */
    double[] squares(RealMatrix weights, List<double[]> inputs, List<double[]> outputs) {
      double[] sums = new double[outputMean.length];
      for (int i = 0; i < inputs.size(); i++) {
        double[] read = weights.preMultiply(scaled(inputs.get(i)));
        for (int j = 0; j < sums.length; j++) {
          double error = outputs.get(i)[j] - outputMean[j] - read[j];
          sums[j] += error * error;
        }
      }
      return sums;
    }

    private double[] scaled(double[] row) {
      double[] scaled = minus(row, inputMean);
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] /= inputScale[i];
      }
      return scaled;
    }
  }

  private static double[] minus(double[] row, double[] mean) {
    double[] centred = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      centred[i] = row[i] - mean[i];
    }
    return centred;
  }

  private static double[] mean(List<double[]> rows) {
    double[] mean = new double[rows.getFirst().length];
    for (double[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i] / rows.size();
      }
    }
    return mean;
  }

  /** 1 for what does not vary. */
  private static double[] deviation(List<double[]> rows, double[] mean) {
    double[] squares = new double[mean.length];
    for (double[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        squares[i] += (row[i] - mean[i]) * (row[i] - mean[i]) / rows.size();
      }
    }
    for (int i = 0; i < mean.length; i++) {
      squares[i] = squares[i] < 1e-12 ? 1 : Math.sqrt(squares[i]);
    }
    return squares;
  }
}
