package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * The decoder: a linear layer, then transposed convolutions with stride 2 and an activation but for
 * the last, which gives the means of unit-variance Gaussians over the pixels, folded as in {@link
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
  public PictureDecoder(
      ParameterSet set,
      String name,
      Dense.Activation activation,
      int size,
      int depth,
      int... inputs) {
    int[] kernels = size == 64 ? new int[] {5, 5, 6} : new int[] {5, 6};
    int channels = depth << (kernels.length - 1);
    width = 8 * channels;
    linear = new Dense(set, name + "/linear", Dense.Activation.LINEAR, width, inputs);
    List<PictureLayer> chain = new ArrayList<>();
    chain.add(PictureLayer.expansion(set, name + "/0", activation, kernels[0], width, channels));
    for (int i = 1; i < kernels.length; i++) {
      chain.add(
          PictureLayer.deconvolution(
              set, name + "/" + i, activation, kernels[i], channels, channels / 2));
      channels /= 2;
    }
    chain.add(PictureLayer.lastTransposed(set, name + "/" + kernels.length, channels));
    stack = set.backend().pictures(set, chain);
  }

  /** The layers, for planning that packs them. */
  public PictureStack stack() {
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

  /**
   * The loss scale * sum over pictures and pixels of (decoded - target)^2 / 2.
   *
   * @param targets as many as the features have rows
   * @return the sum without the scale, as that of a {@link SquaredError}
   */
  public DoubleSupplier loss(Tape tape, Pictures targets, double scale, Rows... features) {
    return stack.loss(tape, targets, scale, linear.apply(tape, features));
  }

  /**
   * The mean pictures, folded.
   *
   * @param tape that forgets
   * @return [rows, height / 2 * width / 2 * 12]
   */
  public float[][] decode(Tape tape, Rows... features) {
    return stack.decode(tape, linear.apply(tape, features));
  }

  @Override
  public void close() {
    stack.close();
  }
}
