package org.planetbench.agents.nn.host;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.PictureDecoder;
import org.planetbench.agents.nn.PictureEncoder;

/**
 * Through a decoder to mean pictures and through an encoder back to embeddings, bound once to
 * buffers for so many pictures and computed many times without allocation: what planning through
 * pictures does at each step. The decoder's mean pictures are what the encoder gets, neither
 * quantised nor clipped, nor with noise added: they are expected pictures, preprocessed.
 *
 * <pre>
 *   points [count, channels] --decoder--> pictures --encoder--> embeddings [count, embedding]
 * </pre>
 */
public final class PictureLoop implements AutoCloseable {
  private final List<NativeTensor> owned = new ArrayList<>();
  private final List<BoundLayer> layers = new ArrayList<>();
  private final NativeTensor points;
  private final NativeTensor embeddings;

  /** With the weights of both as they are whenever it is computed; close it before them. */
  public PictureLoop(PictureDecoder decoder, PictureEncoder encoder, int count) {
    points = own(count, 1, 1, decoder.channels());
    NativeTensor last =
        bind((HostPictureStack) encoder.stack(), bind((HostPictureStack) decoder.stack(), points));
    embeddings = last.reshape(count, encoder.embedding());
  }

  private NativeTensor bind(HostPictureStack stack, NativeTensor input) {
    NativeTensor x = input;
    for (HostLayer layer : stack.layers()) {
      NativeTensor y = own(layer.outputShape(x.array().shape()));
      layers.add(layer.bind(x, y));
      x = y;
    }
    return x;
  }

  private NativeTensor own(long... shape) {
    NativeTensor tensor = NativeTensor.create(shape);
    owned.add(tensor);
    return tensor;
  }

  /** What {@link PictureDecoder#linear} gives [count, channels], to be written first. */
  public NativeTensor points() {
    return points;
  }

  /** [count, embedding] */
  public NativeTensor embeddings() {
    return embeddings;
  }

  public void compute(NativeKernel kernel) {
    for (BoundLayer layer : layers) {
      layer.compute(kernel);
    }
  }

  @Override
  public void close() {
    layers.forEach(BoundLayer::close);
    owned.forEach(NativeTensor::close);
  }
}
