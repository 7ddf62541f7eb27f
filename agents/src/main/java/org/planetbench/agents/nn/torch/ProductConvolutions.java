package org.planetbench.agents.nn.torch;

import org.planetbench.agents.nn.torch.Convolutions.Gradients;

/**
 * {@link Convolutions} made of matrix products, for devices where the operators themselves may
 * choose algorithms that add in another order each time: cuDNN's, which cannot be told through
 * libtorch's C interface to be deterministic and to leave TF32 alone.
 */
final class ProductConvolutions {
  private ProductConvolutions() {}

  /** See {@link Convolutions#convolution}. */
  static TorchTensor convolution(
      TorchScope scope,
      TorchTensor input,
      TorchTensor weight,
      TorchTensor bias,
      long stride,
      long padding,
      boolean transposed) {
    long batch = input.size(0);
    long size = weight.size(2);
    TorchTensor y;
    if (transposed) {
      TorchTensor points = Views.reshape(scope, input, batch, input.size(1), -1);
      TorchTensor columns =
          Products.bmm(scope, repeated(scope, Views.t(scope, flat(scope, weight)), batch), points);
      y =
          Convolutions.addPatches(
              scope,
              columns,
              (input.size(2) - 1) * stride + size,
              (input.size(3) - 1) * stride + size,
              size,
              stride,
              0);
    } else {
      TorchTensor columns = Convolutions.patches(scope, input, size, stride, padding);
      TorchTensor points =
          Products.bmm(scope, repeated(scope, flat(scope, weight), batch), columns);
      long height = (input.size(2) + 2 * padding - size) / stride + 1;
      y = Views.reshape(scope, points, batch, weight.size(0), height, -1);
    }
    return Elementwise.add(scope, y, Views.reshape(scope, bias, -1, 1, 1));
  }

  /** See {@link Convolutions#convolutionBackward}. */
  static Gradients convolutionBackward(
      TorchScope scope,
      TorchTensor gradient,
      TorchTensor input,
      TorchTensor weight,
      long stride,
      long padding,
      boolean transposed,
      boolean ofInput) {
    long batch = input.size(0);
    long size = weight.size(2);
    TorchTensor ofBias = Reductions.sum(scope, gradient, false, 0, 2, 3);
    TorchTensor w = flat(scope, weight);
    TorchTensor small; // [batch, what W has first, points]
    TorchTensor columns; // [batch, what W has then, points]
    TorchTensor ofX = gradient;
    if (transposed) {
      small = Views.reshape(scope, input, batch, input.size(1), -1);
      columns = Convolutions.patches(scope, gradient, size, stride, 0);
      if (ofInput) {
        TorchTensor points = Products.bmm(scope, repeated(scope, w, batch), columns);
        ofX = Views.reshape(scope, points, input.shape());
      }
    } else {
      small = Views.reshape(scope, gradient, batch, gradient.size(1), -1);
      columns = Convolutions.patches(scope, input, size, stride, padding);
      if (ofInput) {
        TorchTensor back = Products.bmm(scope, repeated(scope, Views.t(scope, w), batch), small);
        ofX =
            Convolutions.addPatches(
                scope, back, input.size(2), input.size(3), size, stride, padding);
      }
    }
    TorchTensor ofW =
        Products.mm(scope, points(scope, small), Views.t(scope, points(scope, columns)));
    return new Gradients(ofX, Views.reshape(scope, ofW, weight.shape()), ofBias);
  }

  /** A matrix with a row for each of the first extent. */
  private static TorchTensor flat(TorchScope scope, TorchTensor weight) {
    return Views.reshape(scope, weight, weight.size(0), -1);
  }

  private static TorchTensor repeated(TorchScope scope, TorchTensor matrix, long times) {
    return Views.expand(scope, matrix, times, matrix.size(0), matrix.size(1));
  }

  /** From [batch, channels, points] to [channels, batch * points]. */
  private static TorchTensor points(TorchScope scope, TorchTensor x) {
    return Views.reshape(scope, Views.permute(scope, x, 1, 0, 2), x.size(1), -1);
  }
}
