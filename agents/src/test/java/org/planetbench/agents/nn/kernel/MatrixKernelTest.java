package org.planetbench.agents.nn.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The blocked loops against the triple loop in double precision. */
class MatrixKernelTest {
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);

  @ParameterizedTest
  @CsvSource({"1,1,1", "4,4,4", "5,7,9", "8,3,1", "3,8,33", "13,21,64", "25,36,200"})
  void multiplyAddIsTheTripleLoop(int m, int k, int n) {
    float[][] a = matrix(m, k);
    float[][] b = matrix(k, n);
    float[][] c = matrix(m, n);
    float[][] expected = new float[m][n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = c[i][j];
        for (int p = 0; p < k; p++) {
          sum += (double) a[i][p] * b[p][j];
        }
        expected[i][j] = (float) sum;
      }
    }
    MatrixKernel.multiplyAdd(a, b, c, m, k, n);
    assertClose(expected, c, k);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "4,4,4", "5,7,9", "8,3,1", "3,8,33", "13,21,64", "25,36,200"})
  void transposedMultiplyAddIsTheTripleLoop(int m, int k, int n) {
    float[][] a = matrix(m, k);
    float[][] b = matrix(m, n);
    float[][] c = matrix(k, n);
    float[][] expected = new float[k][n];
    for (int p = 0; p < k; p++) {
      for (int j = 0; j < n; j++) {
        double sum = c[p][j];
        for (int i = 0; i < m; i++) {
          sum += (double) a[i][p] * b[i][j];
        }
        expected[p][j] = (float) sum;
      }
    }
    MatrixKernel.transposedMultiplyAdd(a, b, c, m, k, n);
    assertClose(expected, c, m);
  }

  private static void assertClose(float[][] expected, float[][] actual, int terms) {
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i], 1e-6f * (terms + 1));
    }
  }

  private float[][] matrix(int rows, int columns) {
    float[][] x = new float[rows][columns];
    for (float[] row : x) {
      for (int j = 0; j < columns; j++) {
        row[j] = 2 * random.nextFloat() - 1;
      }
    }
    return x;
  }
}
