package org.planetbench.harness.study;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * How well a linear map reads physical quantities from a latent state: ridge regression, fitted to
 * some records and judged on others, so that a wide latent state gains nothing from its width.
 *
 * <p>Inputs are centred and scaled to deviation 1; the penalty is that of one record.
 */
final class LinearProbe {
  private static final double PENALTY = 1;

  private final double[] inputMean;
  private final double[] inputScale;
  private final double[] outputMean;
  private final RealMatrix weights; // [inputs, outputs]

  /**
   * @param inputs a row each record
   * @param outputs as many rows
   */
  LinearProbe(List<double[]> inputs, List<double[]> outputs) {
    inputMean = mean(inputs);
    outputMean = mean(outputs);
    inputScale = deviation(inputs, inputMean);
    RealMatrix x =
        new Array2DRowRealMatrix(inputs.stream().map(this::scaled).toArray(double[][]::new));
    RealMatrix y =
        new Array2DRowRealMatrix(
            outputs.stream().map(row -> minus(row, outputMean)).toArray(double[][]::new));
    RealMatrix normal =
        x.transpose()
            .multiply(x)
            .add(
                MatrixUtils.createRealIdentityMatrix(x.getColumnDimension())
                    .scalarMultiply(PENALTY));
    weights = new CholeskyDecomposition(normal).getSolver().solve(x.transpose().multiply(y));
  }

  /**
   * The mean over outputs of R^2: 1 reads all, 0 is no better than the mean of these records.
   * Outputs that do not vary are left out.
   */
  double r2(List<double[]> inputs, List<double[]> outputs) {
    double[] means = mean(outputs);
    double[] residual = new double[means.length];
    double[] total = new double[means.length];
    for (int i = 0; i < inputs.size(); i++) {
      double[] read = weights.preMultiply(scaled(inputs.get(i)));
      for (int j = 0; j < means.length; j++) {
        double error = outputs.get(i)[j] - outputMean[j] - read[j];
        double spread = outputs.get(i)[j] - means[j];
        residual[j] += error * error;
        total[j] += spread * spread;
      }
    }
    double sum = 0;
    int counted = 0;
    for (int j = 0; j < means.length; j++) {
      if (total[j] > 1e-12) {
        sum += 1 - residual[j] / total[j];
        counted++;
      }
    }
    return counted == 0 ? 0 : sum / counted;
  }

  private double[] scaled(double[] row) {
    double[] scaled = minus(row, inputMean);
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] /= inputScale[i];
    }
    return scaled;
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
