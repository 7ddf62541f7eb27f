package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.List;

/** A chain of picture layers with its forward pass kept for the backward pass. */
final class PictureStack implements AutoCloseable {
  private final List<PictureLayer> layers;

  PictureStack(List<PictureLayer> layers) {
    this.layers = List.copyOf(layers);
  }

  /** The input and every layer's output. */
  List<NativeTensor> forward(Shard shard, NativeTensor x) {
    List<NativeTensor> activations = new ArrayList<>(layers.size() + 1);
    activations.add(x);
    for (PictureLayer layer : layers) {
      activations.add(layer.forward(shard, activations.getLast()));
    }
    return activations;
  }

  /** The layers. */
  List<PictureLayer> layers() {
    return layers;
  }

  /** The gradient of the input, from the gradient of the last output, which is overwritten. */
  NativeTensor backward(Shard shard, List<NativeTensor> activations, NativeTensor dy) {
    NativeTensor gradient = dy;
    for (int i = layers.size() - 1; i >= 0; i--) {
      gradient =
          layers.get(i).backward(shard, activations.get(i), activations.get(i + 1), gradient);
    }
    return gradient;
  }

  @Override
  public void close() {
    layers.forEach(PictureLayer::close);
  }
}
