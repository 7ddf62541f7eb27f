package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * The encoder: convolutions with kernel 4 and stride 2, channels d, 2d, 4d, ..., each with ReLU,
 * down to 2x2, flattened.
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
  public PictureEncoder(ParameterSet set, String name, int layers, int depth) {
    List<PictureLayer> chain = new ArrayList<>();
    chain.add(Convolution.first(set, name + "/0", depth));
    int channels = depth;
    for (int i = 1; i < layers; i++) {
      chain.add(Convolution.middle(set, name + "/" + i, channels, 2 * channels));
      channels *= 2;
    }
    stack = new PictureStack(chain);
    embedding = 4 * channels;
  }

  /** Width of an embedding. */
  public int embedding() {
    return embedding;
  }

  PictureStack stack() {
    return stack;
  }

  /**
   * Embeds micro-batches of pictures, one after the other.
   *
   * @param pictures each [count, height / 2, width / 2, 12], which must stay unchanged until the
   *     tape's backward pass
   * @return [sum of counts, embedding]
   */
  public Rows apply(Tape tape, Shard shard, List<NativeTensor> pictures) {
    int count = pictures.stream().mapToInt(NativeTensor::count).sum();
    Rows embeddings = Rows.zeros(tape, count, embedding);
    List<List<NativeTensor>> passes = new ArrayList<>();
    int row = 0;
    for (NativeTensor x : pictures) {
      int mark = shard.pool().mark();
      List<NativeTensor> activations = stack.forward(shard, x);
      NativeTensor y = activations.getLast();
      for (int i = 0; i < x.count(); i++) {
        y.floats().get(i * embedding, embeddings.value()[row++]);
      }
      if (tape.isRecording()) {
        passes.add(activations);
      } else {
        shard.pool().release(mark);
      }
    }
    tape.record(() -> backward(shard, passes, embeddings.gradient()));
    return embeddings;
  }

  private void backward(Shard shard, List<List<NativeTensor>> passes, float[][] gradient) {
    int row = 0;
    for (List<NativeTensor> activations : passes) {
      int mark = shard.pool().mark();
      NativeTensor dy = shard.pool().take(activations.getLast().array().shape());
      for (int i = 0; i < dy.count(); i++) {
        dy.floats().put(i * embedding, gradient[row++]);
      }
      stack.backward(shard, activations, dy);
      shard.pool().release(mark);
    }
  }

  @Override
  public void close() {
    stack.close();
  }
}
