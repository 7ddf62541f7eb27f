package org.planetbench.agents.nn;

/**
 * DreamerV2's GRU cell (Hafner et al. 2021, common/nets.py): one normalisation of all that the
 * gates and the candidate read, after the product.
 *
 * <pre>
 * p         = [x, h] W + b            W [inputs + units, 3 units], Glorot at first, b = 0
 * [r, c, u] = scale (p - mean p) / sqrt(variance p + 0.001) + offset,   at first 1 and 0
 * h'        = v tanh(sigmoid(r) c) + (1 - v) h,                         v = sigmoid(u - 1)
 * </pre>
 *
 * Mean and variance are over the 3 units numbers of a row. Its v is what the other cells' update
 * gates leave over, and begins at 0.27, so that the state changes slowly.
 */
public final class LayerNormCell implements RecurrentCell {
  /** Keras's, added to the variance. */
  public static final float EPSILON = 1e-3f;

  /** Added to u. */
  public static final float UPDATE_BIAS = -1;

  private final Dense product;
  private final Weights scale;
  private final Weights offset;

  /**
   * @param inputs the width of x
   */
  public LayerNormCell(ParameterSet set, String name, int inputs, int units) {
    int width = 3 * units;
    product = new Dense(set, name + "/product", Dense.Activation.LINEAR, width, inputs, units);
    scale = set.weights(line(set.constant(name + "/norm/scale", 1f, width)));
    offset = set.weights(line(set.constant(name + "/norm/offset", 0f, width)));
  }

  private static Block line(Parameter parameter) {
    return new Block(parameter, parameter.size(), 0, 0, 1, parameter.size());
  }

  @Override
  public Rows apply(Tape tape, Rows x, Rows h) {
    return tape.backend().layerNormGru(tape, product.apply(tape, x, h), scale, offset, h);
  }

  /** [x, h] W + b, columns r, c, u. */
  public Dense product() {
    return product;
  }

  /** Of r, c, u. */
  public float[] scale() {
    return scale.read()[0];
  }

  /** Of r, c, u. */
  public float[] offset() {
    return offset.read()[0];
  }
}
