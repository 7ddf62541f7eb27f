package org.planetbench.agents.nn.torch;

import java.util.Collections;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.PictureLayer;

/**
 * A {@link PictureLayer} on a device. Its weights stay as the host orders them; operators see them
 * permuted: [out, in, height, width], or [in, out, height, width] of transposed convolutions.
 */
final class ChainLayer {
  private final TorchStore store;
  private final TorchScope scope;
  private final PictureLayer layer;
  private final boolean transposed;
  private final boolean byProducts;

  /**
   * @param byProducts whether it is computed by matrix products, whose order of additions is fixed
   */
  ChainLayer(TorchStore store, PictureLayer layer, boolean byProducts) {
    this.byProducts = byProducts;
    this.store = store;
    this.scope = store.scope();
    this.layer = layer;
    transposed = layer.kind() != PictureLayer.Kind.CONVOLUTION;
  }

  TorchTensor forward(TorchTensor x) {
    TorchTensor y = convolved(x);
    return switch (layer.activation()) {
      case LINEAR -> y;
      case RELU -> {
        Activations.reluInPlace(scope, y);
        yield y;
      }
      case ELU -> elu(y);
      case LEAKY_RELU, SIGMOID, SOFTMAX -> throw unknown();
    };
  }

  private TorchTensor elu(TorchTensor x) {
    int mark = scope.mark();
    TorchTensor y = Activations.elu(scope, x);
    scope.release(mark, y);
    x.close();
    return y;
  }

  private IllegalArgumentException unknown() {
    return new IllegalArgumentException("of picture layers no " + layer.activation() + " is known");
  }

  /**
   * Adds the gradients of the weights up.
   *
   * @param x what {@link #forward} got
   * @param y what it made
   * @return the gradient of x, or dy from a layer that has none to give
   */
  TorchTensor backward(TorchTensor x, TorchTensor y, TorchTensor dy) {
    TorchTensor d =
        switch (layer.activation()) {
          case LINEAR -> dy;
          case RELU -> Activations.reluBackward(scope, dy, y);
          case ELU -> Activations.eluBackward(scope, dy, y);
          case LEAKY_RELU, SIGMOID, SOFTMAX -> throw unknown();
        };
    Convolutions.Gradients gradients = gradients(x, d);
    Elementwise.addInPlace(scope, weights(true), gradients.weight(), 1);
    TorchTensor ofBias =
        Views.reshape(scope, gradients.bias(), layer.biasRepeats(), layer.bias().size());
    Elementwise.addInPlace(
        scope, flat(layer.bias(), true), Reductions.sum(scope, ofBias, false, 0), 1);
    return layer.inputGradient() ? gradients.input() : dy;
  }

  private TorchTensor convolved(TorchTensor x) {
    int stride = layer.stride();
    int padding = layer.padding();
    return byProducts
        ? ProductConvolutions.convolution(
            scope, x, weights(false), bias(), stride, padding, transposed)
        : Convolutions.convolution(scope, x, weights(false), bias(), stride, padding, transposed);
  }

  private Convolutions.Gradients gradients(TorchTensor x, TorchTensor dy) {
    int stride = layer.stride();
    int padding = layer.padding();
    boolean ofInput = layer.inputGradient();
    return byProducts
        ? ProductConvolutions.convolutionBackward(
            scope, dy, x, weights(false), stride, padding, transposed, ofInput)
        : Convolutions.convolutionBackward(
            scope, dy, x, weights(false), stride, padding, transposed, ofInput);
  }

  private TorchTensor bias() {
    TorchTensor bias = flat(layer.bias(), false);
    return layer.biasRepeats() == 1
        ? bias
        : Indexing.cat(
            scope, 0, Collections.nCopies(layer.biasRepeats(), bias).toArray(TorchTensor[]::new));
  }

  /** The values, or where gradients are added up, as operators see them. */
  private TorchTensor weights(boolean sums) {
    long[] shape = layer.weights().shape();
    TorchTensor all = Views.view(scope, flat(layer.weights(), sums), shape);
    return switch (layer.kind()) {
      case CONVOLUTION, DECONVOLUTION -> Views.permute(scope, all, 3, 2, 0, 1);
      case EXPANSION -> Views.permute(scope, all, 0, 3, 1, 2);
    };
  }

  private TorchTensor flat(Parameter parameter, boolean sums) {
    long[] shape = {parameter.size()};
    long[] strides = {1};
    return sums
        ? store.sums(parameter, shape, strides, 0)
        : store.values(parameter, shape, strides, 0);
  }
}
