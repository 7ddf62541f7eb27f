package org.planetbench.agents.nn.torch;

import org.jspecify.annotations.Nullable;

/**
 * Convolutions of pictures [batch, channels, height, width], with weights [out, in, height, width];
 * transposed ones have weights [in, out, height, width].
 */
public final class Convolutions {
  private static final Operator CONVOLUTION = Operator.of("convolution");
  private static final Operator BACKWARD = Operator.of("convolution_backward");
  private static final Operator IM2COL = Operator.of("im2col");
  private static final Operator COL2IM = Operator.of("col2im");
  private static final long[] ONE = {1, 1};
  private static final long[] NONE = {0, 0};
  private static final long[] ALL = {1, 1, 1};
  private static final long[] ALL_BUT_INPUT = {0, 1, 1};

  /** The loss's gradients. */
  public record Gradients(TorchTensor input, TorchTensor weight, TorchTensor bias) {}

  private Convolutions() {}

  /**
   * @param transposed whether it is the gradient of a convolution with respect to its input
   */
  public static TorchTensor convolution(
      TorchScope scope,
      TorchTensor input,
      TorchTensor weight,
      @Nullable TorchTensor bias,
      long stride,
      long padding,
      boolean transposed) {
    return scope
        .call(CONVOLUTION)
        .tensor(input)
        .tensor(weight)
        .optional(bias)
        .integers(stride, stride)
        .integers(padding, padding)
        .integers(ONE)
        .flag(transposed)
        .integers(NONE)
        .integer(1)
        .make();
  }

  /**
   * The gradients of {@link #convolution} with a bias.
   *
   * @param gradient the loss's with respect to the convolution's output
   * @param ofInput whether that of the input is wanted; if not, it is no tensor to compute with
   */
  public static Gradients convolutionBackward(
      TorchScope scope,
      TorchTensor gradient,
      TorchTensor input,
      TorchTensor weight,
      long stride,
      long padding,
      boolean transposed,
      boolean ofInput) {
    TorchTensor[] results =
        scope
            .call(BACKWARD)
            .tensor(gradient)
            .tensor(input)
            .tensor(weight)
            .optionalIntegers(weight.size(transposed ? 1 : 0))
            .integers(stride, stride)
            .integers(padding, padding)
            .integers(ONE)
            .flag(transposed)
            .integers(NONE)
            .integer(1)
            .integers(ofInput ? ALL : ALL_BUT_INPUT)
            .makeAll(3);
    return new Gradients(results[0], results[1], results[2]);
  }

  /**
   * The patches of pictures, each a column: [batch, channels * size * size, patches], so that a
   * convolution is a product.
   */
  public static TorchTensor patches(
      TorchScope scope, TorchTensor x, long size, long stride, long padding) {
    return scope
        .call(IM2COL)
        .tensor(x)
        .integers(size, size)
        .integers(ONE)
        .integers(padding, padding)
        .integers(stride, stride)
        .make();
  }

  /** The gradient of {@link #patches}: patches added up to pictures of a height and a width. */
  public static TorchTensor addPatches(
      TorchScope scope,
      TorchTensor columns,
      long height,
      long width,
      long size,
      long stride,
      long padding) {
    return scope
        .call(COL2IM)
        .tensor(columns)
        .integers(height, width)
        .integers(size, size)
        .integers(ONE)
        .integers(padding, padding)
        .integers(stride, stride)
        .make();
  }
}
