package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * The encoder: convolutions with kernel 4 and stride 2, channels d, 2d, 4d, ..., each with an
 * activation, down to 2x2, flattened.
 *
 * <p>Pictures come folded, [height / 2, width / 2, 12]: each 2x2 block of pixels is one position
 * with channel (row parity * 2 + column parity) * 3 + colour. The first layer, kernel 4 and stride
 * 2 over pixels, is kernel 2 and stride 1 over blocks, with the same weights in another order:
 * entry (ky, kx, c) of the published kernel is entry (ky / 2, kx / 2, (ky % 2 * 2 + kx % 2) * 3 +
 * c).
 */
public final class PictureEncoder implements AutoCloseable {
  private final PictureStack stack;
  private final int embedding;

  /**
   * @param layers 4 for 64x64 pictures, 3 for 32x32
   */
  public PictureEncoder(
      ParameterSet set, String name, Dense.Activation activation, int layers, int depth) {
    List<PictureLayer> chain = new ArrayList<>();
    chain.add(PictureLayer.first(set, name + "/0", activation, depth));
    int channels = depth;
    for (int i = 1; i < layers; i++) {
      chain.add(PictureLayer.middle(set, name + "/" + i, activation, channels, 2 * channels));
      channels *= 2;
    }
    stack = set.backend().pictures(set, chain);
    embedding = 4 * channels;
  }

  /** Width of an embedding. */
  public int embedding() {
    return embedding;
  }

  /** The layers, for planning that packs them. */
  public PictureStack stack() {
    return stack;
  }

  /** [count, embedding] */
  public Rows apply(Tape tape, Pictures pictures) {
    return stack.embed(tape, pictures);
  }

  @Override
  public void close() {
    stack.close();
  }
}
