package org.planetbench.agents.nn;

/**
 * A layer over pictures [count, height, width, channels] (NHWC, the layout that oneDNN is fast in).
 */
interface PictureLayer extends AutoCloseable {
  /** The shape of the output of such an input. */
  long[] outputShape(NativeTensor x);

  /** {@link #forward} from x to y, with the weights as they are whenever it is computed. */
  BoundLayer bind(NativeTensor x, NativeTensor y);

  /** The output, activated. */
  NativeTensor forward(Shard shard, NativeTensor x);

  /**
   * Adds the gradients of weights for this shard.
   *
   * @param x what {@link #forward} got
   * @param y what it returned
   * @param dy the gradient of y, which this call may overwrite
   * @return the gradient of x, or x itself, untouched, from a layer that has none to give
   */
  NativeTensor backward(Shard shard, NativeTensor x, NativeTensor y, NativeTensor dy);

  @Override
  void close();
}
