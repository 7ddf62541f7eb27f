package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.PictureLayer;

/**
 * A {@link PictureLayer} on ND4J, over pictures [count, height, width, channels] (NHWC, the layout
 * that oneDNN is fast in).
 */
interface HostLayer extends AutoCloseable {
  static HostLayer of(ParameterSet set, PictureLayer layer) {
    return switch (layer.kind()) {
      case CONVOLUTION -> new Convolution(set, layer);
      case DECONVOLUTION -> new Deconvolution(set, layer);
      case EXPANSION -> new Expansion(set, layer);
    };
  }

  /** The shape of the output, from that of the input. */
  long[] outputShape(long... x);

  /** {@link #forward} from x to y, with the weights as they are whenever it is computed. */
  BoundLayer bind(NativeTensor x, NativeTensor y);

  /** The output, activated. */
  NativeTensor forward(HostShard shard, NativeTensor x);

  /**
   * Adds the gradients of weights for this shard.
   *
   * @param x what {@link #forward} got
   * @param y what it returned
   * @param dy the gradient of y, which this call may overwrite
   * @return the gradient of x, or x itself, untouched, from a layer that has none to give
   */
  NativeTensor backward(HostShard shard, NativeTensor x, NativeTensor y, NativeTensor dy);

  @Override
  void close();
}
