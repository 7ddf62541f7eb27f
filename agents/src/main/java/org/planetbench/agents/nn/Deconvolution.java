package org.planetbench.agents.nn;

/**
 * A transposed convolution without padding, with bias and ReLU. Weights [kernel, kernel, outputs,
 * inputs].
 */
final class Deconvolution implements PictureLayer {
  private final int kernel;
  private final int stride;
  private final int outputs;
  private final NativeWeights weights;
  private final NativeWeights bias;

  Deconvolution(ParameterSet set, String name, int kernel, int stride, int inputs, int outputs) {
    this.kernel = kernel;
    this.stride = stride;
    this.outputs = outputs;
    int area = kernel * kernel;
    Parameter w =
        set.glorot(
            name + "/weights", area * outputs, area * inputs, kernel, kernel, outputs, inputs);
    Parameter b = set.constant(name + "/bias", 0f, outputs);
    weights = set.mirror(NativeWeights.of(w, set.shards()));
    bias = set.mirror(NativeWeights.of(b, set.shards()));
  }

  @Override
  public long[] outputShape(NativeTensor x) {
    long height = (x.array().size(1) - 1) * stride + kernel;
    long width = (x.array().size(2) - 1) * stride + kernel;
    return new long[] {x.count(), height, width, outputs};
  }

  @Override
  public BoundLayer bind(NativeTensor x, NativeTensor y) {
    NativeTensor[] inputs = {x, weights.value, bias.value};
    return new BoundLayer(
        new BoundOp("deconv2d", inputs, y, arguments()), ofThread -> ofThread.relu(y));
  }

  @Override
  public NativeTensor forward(Shard shard, NativeTensor x) {
    NativeTensor y = shard.pool().take(outputShape(x));
    Nd4jOp.run(
        "deconv2d", Nd4jOp.arrays(x, weights.value, bias.value), Nd4jOp.arrays(y), arguments());
    shard.kernel.relu(y);
    return y;
  }

  @Override
  public NativeTensor backward(Shard shard, NativeTensor x, NativeTensor y, NativeTensor dy) {
    shard.kernel.reluGradient(y, dy);
    NativeTensor dx = shard.pool().take(x.array().shape());
    NativeTensor dw = shard.pool().take(weights.value.array().shape());
    NativeTensor db = shard.pool().take(outputs);
    Nd4jOp.run(
        "deconv2d_bp",
        Nd4jOp.arrays(x, weights.value, bias.value, dy),
        Nd4jOp.arrays(dx, dw, db),
        arguments());
    shard.kernel.add(dw, weights.gradients[shard.number()]);
    shard.kernel.add(db, bias.gradients[shard.number()]);
    return dx;
  }

  private int[] arguments() {
    return new int[] {kernel, kernel, stride, stride, 0, 0, 1, 1, 0, 1, 0};
  }

  @Override
  public void close() {
    weights.close();
    bias.close();
  }
}
