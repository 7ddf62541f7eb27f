package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * The decoder: a linear layer, then transposed convolutions with stride 2 and ReLU but for the
 * last, which gives the means of unit-variance Gaussians over the pixels, folded as in {@link
 * PictureEncoder}.
 *
 * <p>The last layer, kernel 6 and stride 2 to three channels, runs at a tenth of the machine's
 * speed as {@code deconv2d} (measured). Over 2x2 blocks it is a 3x3 convolution with padding 2 to
 * twelve channels: pixel 2m + p of one axis gathers input m - j with tap 2j + p of the kernel, j =
 * 0, 1, 2. Entry (ky, kx, c) of the published kernel is entry (2 - ky / 2, 2 - kx / 2, (ky % 2 * 2
 * + kx % 2) * 3 + c); the four pixels of a block share the three biases.
 */
public final class PictureDecoder implements AutoCloseable {
  private final Dense linear;
  private final PictureStack stack;
  private final int width;

  /**
   * @param size 64 (kernels 5, 5, 6, 6 from 32d channels: 1, 5, 13, 30, 64) or 32 (kernels 5, 6, 6
   *     from 16d: 1, 5, 14, 32)
   * @param inputs widths of the features
   */
  public PictureDecoder(ParameterSet set, String name, int size, int depth, int... inputs) {
    int[] kernels = size == 64 ? new int[] {5, 5, 6} : new int[] {5, 6};
    int channels = depth << (kernels.length - 1);
    width = 8 * channels;
    linear = new Dense(set, name + "/linear", Dense.Activation.LINEAR, width, inputs);
    List<PictureLayer> chain = new ArrayList<>();
    chain.add(new Expansion(set, name + "/0", kernels[0], width, channels));
    for (int i = 1; i < kernels.length; i++) {
      chain.add(new Deconvolution(set, name + "/" + i, kernels[i], 2, channels, channels / 2));
      channels /= 2;
    }
    chain.add(Convolution.lastTransposed(set, name + "/" + kernels.length, channels));
    stack = new PictureStack(chain);
  }

  PictureStack stack() {
    return stack;
  }

  /** The layer from features to the channels of the 1x1 picture, for kernels that pack it. */
  public Dense linear() {
    return linear;
  }

  /** How many channels the 1x1 picture has. */
  public int channels() {
    return width;
  }

  /** The linear layer, batched over all features. [rows, channels of the 1x1 picture] */
  private Rows points(Tape tape, Rows... features) {
    return linear.apply(tape, features);
  }

  /**
   * The loss scale * sum over pictures and pixels of (decoded - target)^2 / 2. Each micro-batch is
   * decoded and differentiated at once, so that only one micro-batch of activations exists.
   *
   * @param targets micro-batches whose counts add up to the rows of the features
   * @return the sum without the scale
   */
  public double loss(
      Tape tape, Shard shard, List<NativeTensor> targets, double scale, Rows... features) {
    Rows points = points(tape, features);
    double sum = 0;
    int row = 0;
    for (NativeTensor target : targets) {
      int mark = shard.pool().mark();
      List<NativeTensor> activations = forward(shard, points, row, target.count());
      NativeTensor y = activations.getLast();
      sum += shard.kernel.squaredError(y, target, (float) scale, y);
      NativeTensor dx = stack.backward(shard, activations, y);
      for (int i = 0; i < dx.count(); i++) {
        dx.floats().get(i * width, points.gradient()[row + i]);
      }
      shard.pool().release(mark);
      row += target.count();
    }
    return sum;
  }

  /**
   * The mean pictures, folded.
   *
   * @return [rows, height / 2 * width / 2 * 12]
   */
  public float[][] decode(Shard shard, Rows... features) {
    Rows points = points(Tape.forgetting(), features);
    int mark = shard.pool().mark();
    NativeTensor y = forward(shard, points, 0, points.rows()).getLast();
    float[][] pictures = new float[y.count()][y.size() / y.count()];
    for (int i = 0; i < pictures.length; i++) {
      y.floats().get(i * pictures[i].length, pictures[i]);
    }
    shard.pool().release(mark);
    return pictures;
  }

  private List<NativeTensor> forward(Shard shard, Rows points, int row, int count) {
    NativeTensor x = shard.pool().take(count, 1, 1, width);
    for (int i = 0; i < count; i++) {
      x.floats().put(i * width, points.value()[row + i]);
    }
    return stack.forward(shard, x);
  }

  @Override
  public void close() {
    stack.close();
  }
}
