package org.planetbench.agents.nn.kernel;

/**
 * A symmetric, positive definite matrix by its Cholesky factor, in double precision, on one thread
 * and in a fixed order of sums: small matrices whose bits must not depend on a library's threads.
 *
 * @param inverse of the matrix
 * @param logDeterminant of the matrix
 */
public record PositiveDefinite(double[][] inverse, double logDeterminant) {
  /**
   * @param matrix of which the lower triangle is read
   * @throws ArithmeticException if it is not positive definite
   */
  public static PositiveDefinite of(double[][] matrix) {
    double[][] factor = factor(matrix);
    double logDeterminant = 0;
    for (int i = 0; i < factor.length; i++) {
      logDeterminant += 2 * StrictMath.log(factor[i][i]);
    }
    return new PositiveDefinite(square(inverse(factor)), logDeterminant);
  }

  /** L of L L^T. */
  private static double[][] factor(double[][] matrix) {
    int n = matrix.length;
    double[][] factor = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = matrix[i][j];
        for (int k = 0; k < j; k++) {
          rest -= factor[i][k] * factor[j][k];
        }
        if (i == j && !(rest > 0)) {
          throw new ArithmeticException(
              "expected a positive definite matrix, got pivot " + i + " of " + rest);
        }
        factor[i][j] = i == j ? StrictMath.sqrt(rest) : rest / factor[j][j];
      }
    }
    return factor;
  }

  /** Of a lower triangle. */
  private static double[][] inverse(double[][] factor) {
    int n = factor.length;
    double[][] inverse = new double[n][n];
    for (int j = 0; j < n; j++) {
      inverse[j][j] = 1 / factor[j][j];
      for (int i = j + 1; i < n; i++) {
        double sum = 0;
        for (int k = j; k < i; k++) {
          sum += factor[i][k] * inverse[k][j];
        }
        inverse[i][j] = -sum / factor[i][i];
      }
    }
    return inverse;
  }

  /** M^T M of a lower triangle M. */
  private static double[][] square(double[][] lower) {
    int n = lower.length;
    double[][] product = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = i; k < n; k++) {
          sum += lower[k][i] * lower[k][j];
        }
        product[i][j] = sum;
        product[j][i] = sum;
      }
    }
    return product;
  }
}
