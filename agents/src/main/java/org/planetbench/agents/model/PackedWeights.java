package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.host.NativeTensor;

/** Makes, and closes, matrices [outputs, inputs + 1] with the bias as one of the columns. */
final class PackedWeights implements AutoCloseable {
  private final List<NativeTensor> owned = new ArrayList<>();
  private long multiplyAdds;

  NativeTensor create(int outputs, int inputs) {
    count((long) outputs * inputs);
    return own(outputs, inputs + 1);
  }

  /** A matrix [outputs, inputs]. */
  NativeTensor createWithoutBias(int outputs, int inputs) {
    count((long) outputs * inputs);
    return own(outputs, inputs);
  }

  private NativeTensor own(int rows, int columns) {
    NativeTensor matrix = NativeTensor.create(rows, columns);
    owned.add(matrix);
    return matrix;
  }

  /** Multiply-adds that are done besides. */
  void count(long more) {
    multiplyAdds += more;
  }

  /**
   * What multiplying all matrices once with one column takes, biases apart, and what was counted.
   */
  long multiplyAdds() {
    return multiplyAdds;
  }

  /** Writes the parts, each [outputs, columns], side by side from a row of the matrix on. */
  static void pack(NativeTensor matrix, int row, float[][]... parts) {
    int width = 0;
    for (float[][] part : parts) {
      width += part[0].length;
    }
    int at = row * width;
    for (int i = 0; i < parts[0].length; i++) {
      for (float[][] part : parts) {
        matrix.floats().put(at, part[i]);
        at += part[i].length;
      }
    }
  }

  /** A layer of one input; columns x, 1. */
  static void layer(NativeTensor matrix, int row, Dense dense) {
    pack(matrix, row, dense.transposed(0), column(dense.bias()));
  }

  static float[][] column(float[] bias) {
    float[][] column = new float[bias.length][1];
    for (int i = 0; i < bias.length; i++) {
      column[i][0] = bias[i];
    }
    return column;
  }

  @Override
  public void close() {
    owned.forEach(NativeTensor::close);
  }
}
