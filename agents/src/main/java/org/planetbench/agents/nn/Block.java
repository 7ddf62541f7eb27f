package org.planetbench.agents.nn;

/**
 * A block of a parameter's matrix [inputs, outputs], and what a layer makes of it.
 *
 * @param stride columns of the whole matrix
 * @param row its first row there
 * @param column its first column
 * @param map of the parameter's values to those that the layer multiplies with
 */
public record Block(
    Parameter parameter, int stride, int row, int column, int inputs, int outputs, WeightMap map) {
  /** The parameter's values themselves. */
  Block(Parameter parameter, int stride, int row, int column, int inputs, int outputs) {
    this(parameter, stride, row, column, inputs, outputs, WeightMap.NONE);
  }

  /** Where a row of it begins in the parameter. */
  public int position(int ofRow) {
    return (row + ofRow) * stride + column;
  }
}
