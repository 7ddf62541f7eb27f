package org.planetbench.agents.nn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.planetbench.agents.nn.PictureLayer;
import org.planetbench.agents.nn.PictureStack;
import org.planetbench.agents.nn.Pictures;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * Picture layers on a device. Between them pictures are [count, channels, height, width] as an
 * operator sees them, and lie as the host's do, channels last.
 */
final class PictureChain implements PictureStack {
  /** Channels of a folded picture. */
  static final int FOLDED = 12;

  /** Bounds the memory of what is decoded at once. */
  private static final int DECODED_AT_ONCE = 512;

  private final TorchBackend backend;
  private final TorchScope scope;
  private final List<ChainLayer> layers = new ArrayList<>();

  PictureChain(TorchBackend backend, TorchStore store, List<PictureLayer> layers) {
    this.backend = backend;
    this.scope = store.scope();
    layers.forEach(layer -> this.layers.add(new ChainLayer(store, layer, backend.isOnGpu())));
  }

  static TorchTensor channelsFirst(TorchScope scope, TorchTensor x) {
    return Views.permute(scope, x, 0, 3, 1, 2);
  }

  private static TorchTensor channelsLast(TorchScope scope, TorchTensor x) {
    return Views.permute(scope, x, 0, 2, 3, 1);
  }

  @Override
  public Rows embed(Tape tape, Pictures pictures) {
    List<TorchTensor> passed = forward(((TorchPictures) pictures).tensor());
    TorchTensor last = channelsLast(scope, passed.getLast());
    long[] shape = last.shape();
    TorchTensor flat =
        Views.reshape(scope, last, pictures.count(), last.elements() / pictures.count());
    TorchRows embeddings = TorchRows.of(scope, flat, tape.isRecording());
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              TorchTensor dy = Views.reshape(scope, embeddings.gradient(), shape);
              backward(passed, channelsFirst(scope, dy));
            },
            embeddings);
    return embeddings;
  }

  @Override
  public DoubleSupplier loss(Tape tape, Pictures targets, double scale, Rows points) {
    TorchRows of = backend.rows(points);
    TorchTensor target = ((TorchPictures) targets).tensor();
    TorchTensor gradient =
        Creation.empty(scope, ElementType.FLOAT, backend.device(), of.rows(), of.columns());
    TorchTensor sum = Creation.zeros(scope, ElementType.DOUBLE, backend.device(), 1);
    for (int from = 0; from < of.rows(); from += DECODED_AT_ONCE) {
      int count = Math.min(DECODED_AT_ONCE, of.rows() - from);
      int mark = scope.mark();
      List<TorchTensor> passed = forward(point(Views.narrow(scope, of.value(), 0, from, count)));
      TorchTensor error =
          Elementwise.sub(scope, passed.getLast(), Views.narrow(scope, target, 0, from, count));
      TorchTensor squares = Reductions.sum(scope, Elementwise.square(scope, error), false, 1, 2, 3);
      TorchTensor wide = Creation.to(scope, squares, ElementType.DOUBLE);
      Elementwise.addInPlace(scope, sum, Reductions.sum(scope, wide, true, 0), 0.5);
      TorchTensor dx = backward(passed, Elementwise.mul(scope, error, scale));
      Creation.copy(
          scope,
          Views.narrow(scope, gradient, 0, from, count),
          Views.reshape(scope, dx, count, of.columns()));
      scope.release(mark);
    }
    of.add(gradient);
    return backend.sums().of(sum).getFirst();
  }

  @Override
  public float[][] decode(Tape tape, Rows points) {
    TorchTensor last = forward(point(backend.tensor(points))).getLast();
    long values = last.elements() / points.rows();
    TorchTensor flat = Views.reshape(scope, channelsLast(scope, last), points.rows(), values);
    return TorchRows.of(scope, flat, false).read();
  }

  /** [count, channels, 1, 1] */
  private TorchTensor point(TorchTensor rows) {
    return Views.reshape(scope, rows, rows.size(0), rows.size(1), 1, 1);
  }

  /** The input and every layer's output. */
  private List<TorchTensor> forward(TorchTensor x) {
    List<TorchTensor> passed = new ArrayList<>();
    passed.add(x);
    for (ChainLayer layer : layers) {
      passed.add(layer.forward(passed.getLast()));
    }
    return passed;
  }

  /** The gradient of the input, unless the first layer has none to give. */
  private TorchTensor backward(List<TorchTensor> passed, TorchTensor dy) {
    TorchTensor gradient = dy;
    for (int i = layers.size() - 1; i >= 0; i--) {
      int mark = scope.mark();
      TorchTensor next = layers.get(i).backward(passed.get(i), passed.get(i + 1), gradient);
      scope.release(mark, next);
      if (next != gradient && gradient != dy) {
        gradient.close();
      }
      gradient = next;
    }
    return gradient;
  }

  @Override
  public void close() {
    // the store closes its weights
  }
}
