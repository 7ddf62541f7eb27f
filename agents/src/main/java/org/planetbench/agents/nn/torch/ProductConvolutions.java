package org.planetbench.agents.nn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.planetbench.agents.nn.torch.Convolutions.Gradients;

/**
 * {@link Convolutions} made of matrix products, for devices where the operators themselves may
 * choose algorithms that add in another order each time: cuDNN's, which cannot be told through
 * libtorch's C interface to be deterministic and to leave TF32 alone. Some pictures at a time, as
 * the patches of one take many times its memory.
 */
final class ProductConvolutions {
  /** Bounds the memory of patches. */
  private static final int AT_ONCE = 256;

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
    List<TorchTensor> parts = new ArrayList<>();
    int mark = scope.mark();
    for (long from = 0; from < input.size(0); from += AT_ONCE) {
      int inner = scope.mark();
      TorchTensor some = some(scope, input, from);
      parts.add(ofSome(scope, some, weight, bias, stride, padding, transposed));
      scope.release(inner, parts.getLast());
    }
    return joined(scope, mark, parts);
  }

  private static TorchTensor some(TorchScope scope, TorchTensor all, long from) {
    return Views.narrow(scope, all, 0, from, Math.min(AT_ONCE, all.size(0) - from));
  }

  private static TorchTensor joined(TorchScope scope, int mark, List<TorchTensor> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    TorchTensor all = Indexing.cat(scope, 0, parts.toArray(TorchTensor[]::new));
    scope.release(mark, all);
    return all;
  }

  private static TorchTensor ofSome(
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
    Gradients sums = null;
    List<TorchTensor> ofInputs = new ArrayList<>();
    int mark = scope.mark();
    for (long from = 0; from < input.size(0); from += AT_ONCE) {
      int inner = scope.mark();
      Gradients next =
          ofSomeBackward(
              scope,
              some(scope, gradient, from),
              some(scope, input, from),
              weight,
              stride,
              padding,
              transposed,
              ofInput);
      ofInputs.add(next.input());
      if (sums == null) {
        sums = next;
        scope.release(inner, next.input(), next.weight(), next.bias());
      } else {
        Elementwise.addInPlace(scope, sums.weight(), next.weight(), 1);
        Elementwise.addInPlace(scope, sums.bias(), next.bias(), 1);
        scope.release(inner, next.input());
      }
    }
    Gradients all = Objects.requireNonNull(sums, "no pictures");
    if (ofInputs.size() == 1 || !ofInput) {
      return new Gradients(ofInput ? all.input() : gradient, all.weight(), all.bias());
    }
    TorchTensor joined = Indexing.cat(scope, 0, ofInputs.toArray(TorchTensor[]::new));
    scope.release(mark, joined, all.weight(), all.bias());
    return new Gradients(joined, all.weight(), all.bias());
  }

  private static Gradients ofSomeBackward(
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
