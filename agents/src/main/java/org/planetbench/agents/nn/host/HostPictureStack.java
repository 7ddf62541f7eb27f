package org.planetbench.agents.nn.host;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.planetbench.agents.nn.HostRows;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.PictureLayer;
import org.planetbench.agents.nn.PictureStack;
import org.planetbench.agents.nn.Pictures;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** Picture layers on ND4J, micro-batch by micro-batch. */
final class HostPictureStack implements PictureStack {
  private final List<HostLayer> layers;

  HostPictureStack(ParameterSet set, List<PictureLayer> layers) {
    this.layers = layers.stream().map(layer -> HostLayer.of(set, layer)).toList();
  }

  List<HostLayer> layers() {
    return layers;
  }

  /** One micro-batch after the other; activations are kept for the backward pass. */
  @Override
  public Rows embed(Tape tape, Pictures pictures) {
    HostShard shard = HostShard.of(tape);
    HostRows embeddings = HostRows.zeros(tape, pictures.count(), width(pictures));
    List<List<NativeTensor>> passes = new ArrayList<>();
    int row = 0;
    for (NativeTensor x : HostPictures.of(pictures)) {
      int mark = shard.pool().mark();
      List<NativeTensor> activations = forward(shard, x);
      NativeTensor y = activations.getLast();
      for (int i = 0; i < x.count(); i++) {
        y.floats().get(i * embeddings.columns(), embeddings.value()[row++]);
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

  private int width(Pictures pictures) {
    NativeTensor x = HostPictures.of(pictures).getFirst();
    long[] shape = x.array().shape();
    for (HostLayer layer : layers) {
      shape = layer.outputShape(shape);
    }
    return Math.toIntExact(shape[1] * shape[2] * shape[3]);
  }

  private void backward(HostShard shard, List<List<NativeTensor>> passes, float[][] gradient) {
    int row = 0;
    for (List<NativeTensor> activations : passes) {
      int mark = shard.pool().mark();
      NativeTensor dy = shard.pool().take(activations.getLast().array().shape());
      for (int i = 0; i < dy.count(); i++) {
        dy.floats().put(i * gradient[row].length, gradient[row++]);
      }
      backward(shard, activations, dy);
      shard.pool().release(mark);
    }
  }

  /** Only one micro-batch of activations exists at a time. */
  @Override
  public DoubleSupplier loss(Tape tape, Pictures targets, double scale, Rows points) {
    HostShard shard = HostShard.of(tape);
    HostRows of = HostRows.of(points);
    double sum = 0;
    int row = 0;
    for (NativeTensor target : HostPictures.of(targets)) {
      int mark = shard.pool().mark();
      List<NativeTensor> activations = forward(shard, of, row, target.count());
      NativeTensor y = activations.getLast();
      sum += shard.kernel().squaredError(y, target, (float) scale, y);
      NativeTensor dx = backward(shard, activations, y);
      for (int i = 0; i < dx.count(); i++) {
        dx.floats().get(i * of.columns(), of.gradient()[row + i]);
      }
      shard.pool().release(mark);
      row += target.count();
    }
    double all = sum;
    return () -> all;
  }

  @Override
  public float[][] decode(Tape tape, Rows points) {
    HostShard shard = HostShard.of(tape);
    int mark = shard.pool().mark();
    NativeTensor y = forward(shard, HostRows.of(points), 0, points.rows()).getLast();
    float[][] pictures = new float[y.count()][y.size() / y.count()];
    for (int i = 0; i < pictures.length; i++) {
      y.floats().get(i * pictures[i].length, pictures[i]);
    }
    shard.pool().release(mark);
    return pictures;
  }

  private List<NativeTensor> forward(HostShard shard, HostRows points, int row, int count) {
    NativeTensor x = shard.pool().take(count, 1, 1, points.columns());
    for (int i = 0; i < count; i++) {
      x.floats().put(i * points.columns(), points.value()[row + i]);
    }
    return forward(shard, x);
  }

  /** The input and every layer's output. */
  List<NativeTensor> forward(HostShard shard, NativeTensor x) {
    List<NativeTensor> activations = new ArrayList<>(layers.size() + 1);
    activations.add(x);
    for (HostLayer layer : layers) {
      activations.add(layer.forward(shard, activations.getLast()));
    }
    return activations;
  }

  /** The gradient of the input, from the gradient of the last output, which is overwritten. */
  NativeTensor backward(HostShard shard, List<NativeTensor> activations, NativeTensor dy) {
    NativeTensor gradient = dy;
    for (int i = layers.size() - 1; i >= 0; i--) {
      gradient =
          layers.get(i).backward(shard, activations.get(i), activations.get(i + 1), gradient);
    }
    return gradient;
  }

  @Override
  public void close() {
    layers.forEach(HostLayer::close);
  }
}
