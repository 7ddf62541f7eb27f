package org.planetbench.agents.nn.kernel;

/**
 * Matrix products over rows. A matrix is an array of rows, so that stacking, slicing and
 * concatenating matrices moves references and no numbers.
 *
 * <p>Four rows of the left matrix meet four of the right one in {@link #fourByFour}: eight loads
 * and four stores feed sixteen multiply-adds; C2 does not vectorise a larger tile. Measured in
 * GFLOP/s on one core with AVX-512: 60 to 80 at [12, 100] x [100, 300], where ND4J's {@code matmul}
 * gets 19, since its call alone costs 20 microseconds; 50 at [400, 400] x [400, 256], where {@code
 * matmul} gets 105. Hence the loops for the steps of the recurrence, whose products are small and
 * would be copied out of the heap and back, and ND4J for pictures and for planning.
 */
public final class MatrixKernel {
  private MatrixKernel() {}

  /** c += a b, with a [m, k], b [k, n], c [m, n]. */
  public static void multiplyAdd(float[][] a, float[][] b, float[][] c, int m, int k, int n) {
    int i = 0;
    for (; i + 4 <= m; i += 4) {
      float[] a0 = a[i], a1 = a[i + 1], a2 = a[i + 2], a3 = a[i + 3];
      float[] c0 = c[i], c1 = c[i + 1], c2 = c[i + 2], c3 = c[i + 3];
      int p = 0;
      for (; p + 4 <= k; p += 4) {
        fourByFour(
            b[p], b[p + 1], b[p + 2], b[p + 3], //
            a0[p], a0[p + 1], a0[p + 2], a0[p + 3], //
            a1[p], a1[p + 1], a1[p + 2], a1[p + 3], //
            a2[p], a2[p + 1], a2[p + 2], a2[p + 3], //
            a3[p], a3[p + 1], a3[p + 2], a3[p + 3], //
            c0, c1, c2, c3, n);
      }
      for (; p < k; p++) {
        fourByOne(b[p], a0[p], a1[p], a2[p], a3[p], c0, c1, c2, c3, n);
      }
    }
    for (; i < m; i++) {
      float[] a0 = a[i];
      int p = 0;
      for (; p + 4 <= k; p += 4) {
        oneByFour(
            b[p], b[p + 1], b[p + 2], b[p + 3], a0[p], a0[p + 1], a0[p + 2], a0[p + 3], c[i], n);
      }
      for (; p < k; p++) {
        oneByOne(b[p], a0[p], c[i], n);
      }
    }
  }

  /** c += transpose(a) b, with a [m, k], b [m, n], c [k, n]: the gradient of a weight matrix. */
  public static void transposedMultiplyAdd(
      float[][] a, float[][] b, float[][] c, int m, int k, int n) {
    int p = 0;
    for (; p + 4 <= k; p += 4) {
      float[] c0 = c[p], c1 = c[p + 1], c2 = c[p + 2], c3 = c[p + 3];
      int i = 0;
      for (; i + 4 <= m; i += 4) {
        float[] a0 = a[i], a1 = a[i + 1], a2 = a[i + 2], a3 = a[i + 3];
        fourByFour(
            b[i], b[i + 1], b[i + 2], b[i + 3], //
            a0[p], a1[p], a2[p], a3[p], //
            a0[p + 1], a1[p + 1], a2[p + 1], a3[p + 1], //
            a0[p + 2], a1[p + 2], a2[p + 2], a3[p + 2], //
            a0[p + 3], a1[p + 3], a2[p + 3], a3[p + 3], //
            c0, c1, c2, c3, n);
      }
      for (; i < m; i++) {
        float[] ai = a[i];
        fourByOne(b[i], ai[p], ai[p + 1], ai[p + 2], ai[p + 3], c0, c1, c2, c3, n);
      }
    }
    for (; p < k; p++) {
      int i = 0;
      for (; i + 4 <= m; i += 4) {
        oneByFour(
            b[i],
            b[i + 1],
            b[i + 2],
            b[i + 3], //
            a[i][p],
            a[i + 1][p],
            a[i + 2][p],
            a[i + 3][p],
            c[p],
            n);
      }
      for (; i < m; i++) {
        oneByOne(b[i], a[i][p], c[p], n);
      }
    }
  }

  private static void fourByFour(
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float a00,
      float a01,
      float a02,
      float a03,
      float a10,
      float a11,
      float a12,
      float a13,
      float a20,
      float a21,
      float a22,
      float a23,
      float a30,
      float a31,
      float a32,
      float a33,
      float[] c0,
      float[] c1,
      float[] c2,
      float[] c3,
      int n) {
    for (int j = 0; j < n; j++) {
      float w = b0[j], x = b1[j], y = b2[j], z = b3[j];
      c0[j] = Math.fma(a03, z, Math.fma(a02, y, Math.fma(a01, x, Math.fma(a00, w, c0[j]))));
      c1[j] = Math.fma(a13, z, Math.fma(a12, y, Math.fma(a11, x, Math.fma(a10, w, c1[j]))));
      c2[j] = Math.fma(a23, z, Math.fma(a22, y, Math.fma(a21, x, Math.fma(a20, w, c2[j]))));
      c3[j] = Math.fma(a33, z, Math.fma(a32, y, Math.fma(a31, x, Math.fma(a30, w, c3[j]))));
    }
  }

  private static void fourByOne(
      float[] b,
      float a0,
      float a1,
      float a2,
      float a3,
      float[] c0,
      float[] c1,
      float[] c2,
      float[] c3,
      int n) {
    for (int j = 0; j < n; j++) {
      float x = b[j];
      c0[j] = Math.fma(a0, x, c0[j]);
      c1[j] = Math.fma(a1, x, c1[j]);
      c2[j] = Math.fma(a2, x, c2[j]);
      c3[j] = Math.fma(a3, x, c3[j]);
    }
  }

  private static void oneByFour(
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float a0,
      float a1,
      float a2,
      float a3,
      float[] c,
      int n) {
    for (int j = 0; j < n; j++) {
      c[j] =
          Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], c[j]))));
    }
  }

  private static void oneByOne(float[] b, float a, float[] c, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = Math.fma(a, b[j], c[j]);
    }
  }
}
