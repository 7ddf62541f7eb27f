package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.PictureLayer;

/**
 * A transposed convolution without padding, with bias and activation. Weights [kernel, kernel,
 * outputs, inputs].
 */
final class Deconvolution implements HostLayer {
  private final Dense.Activation activation;
  private final int kernel;
  private final int stride;
  private final int outputs;
  private final NativeWeights weights;
  private final NativeWeights bias;

  Deconvolution(ParameterSet set, PictureLayer layer) {
    activation = layer.activation();
    kernel = layer.kernel();
    stride = layer.stride();
    outputs = layer.outputs();
    weights = set.mirror(NativeWeights.of(layer.weights(), set.shards()));
    bias = set.mirror(NativeWeights.of(layer.bias(), set.shards()));
  }

  @Override
  public long[] outputShape(long... x) {
    long height = (x[1] - 1) * stride + kernel;
    long width = (x[2] - 1) * stride + kernel;
    return new long[] {x[0], height, width, outputs};
  }

  @Override
  public BoundLayer bind(NativeTensor x, NativeTensor y) {
    NativeTensor[] inputs = {x, weights.value, bias.value};
    return new BoundLayer(
        new BoundOp("deconv2d", inputs, y, arguments()),
        ofThread -> ofThread.activate(activation, y));
  }

  @Override
  public NativeTensor forward(HostShard shard, NativeTensor x) {
    NativeTensor y = shard.pool().take(outputShape(x.array().shape()));
    Nd4jOp.run(
        "deconv2d", Nd4jOp.arrays(x, weights.value, bias.value), Nd4jOp.arrays(y), arguments());
    shard.kernel().activate(activation, y);
    return y;
  }

  @Override
  public NativeTensor backward(HostShard shard, NativeTensor x, NativeTensor y, NativeTensor dy) {
    shard.kernel().activationGradient(activation, y, dy);
    NativeTensor dx = shard.pool().take(x.array().shape());
    NativeTensor dw = shard.pool().take(weights.value.array().shape());
    NativeTensor db = shard.pool().take(outputs);
    Nd4jOp.run(
        "deconv2d_bp",
        Nd4jOp.arrays(x, weights.value, bias.value, dy),
        Nd4jOp.arrays(dx, dw, db),
        arguments());
    shard.kernel().add(dw, weights.gradients[shard.number()]);
    shard.kernel().add(db, bias.gradients[shard.number()]);
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
