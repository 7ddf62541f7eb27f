package org.planetbench.agents.nn;

import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/** What a layer makes of a parameter before it multiplies with it. */
public enum WeightMap {
  /** The value itself. */
  NONE,

  /** 0.2 tanh(x), so within +-0.2. */
  BOUNDED,

  /** softplus(x), so positive. */
  POSITIVE;

  private static final float BOUND = 0.2f;

  /** In place. */
  public void apply(float[] row) {
    switch (this) {
      case NONE -> {}
      case BOUNDED -> {
        ElementwiseKernel.tanh(row, row.length);
        for (int i = 0; i < row.length; i++) {
          row[i] *= BOUND;
        }
      }
      case POSITIVE -> ElementwiseKernel.softplus(row, 0f, row, row.length);
    }
  }

  /**
   * From the gradient of the map's row to that of the parameter, in place.
   *
   * @param x the parameter's values, from a place on
   * @param y what {@link #apply} made of them
   */
  public void gradient(float[] x, int from, float[] y, float[] gradient) {
    switch (this) {
      case NONE -> {}
      case BOUNDED -> {
        for (int i = 0; i < y.length; i++) {
          float tanh = y[i] / BOUND;
          gradient[i] *= BOUND * (1 - tanh * tanh);
        }
      }
      case POSITIVE -> {
        for (int i = 0; i < y.length; i++) {
          gradient[i] *= ElementwiseKernel.sigmoid(x[from + i]);
        }
      }
    }
  }
}
