package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.PictureLayer;

/**
 * A convolution with bias and activation. Weights [kernel, kernel, inputs, outputs].
 *
 * <p>The first layer of an encoder takes no input gradient: ND4J's {@code conv2d_bp} would spend
 * most of its time on it (26 ms of 30 for 100 frames of 64x64, measured), so that case unfolds the
 * patches and makes one matrix product.
 */
final class Convolution implements HostLayer {
  private final int kernel;
  private final int stride;
  private final int padding;
  private final int outputs;
  private final Dense.Activation activation;
  private final boolean inputGradient;
  private final NativeWeights weights;
  private final NativeWeights bias;

  Convolution(ParameterSet set, PictureLayer layer) {
    kernel = layer.kernel();
    outputs = layer.outputs();
    stride = layer.stride();
    padding = layer.padding();
    activation = layer.activation();
    inputGradient = layer.inputGradient();
    weights = set.mirror(NativeWeights.of(layer.weights(), set.shards()));
    bias = set.mirror(NativeWeights.repeated(layer.bias(), layer.biasRepeats(), set.shards()));
  }

  @Override
  public long[] outputShape(long... x) {
    return new long[] {x[0], extent(x[1]), extent(x[2]), outputs};
  }

  @Override
  public BoundLayer bind(NativeTensor x, NativeTensor y) {
    NativeTensor[] inputs = {x, weights.value, bias.value};
    return new BoundLayer(
        new BoundOp("conv2d", inputs, y, arguments()),
        ofThread -> ofThread.activate(activation, y));
  }

  @Override
  public NativeTensor forward(HostShard shard, NativeTensor x) {
    NativeTensor y = shard.pool().take(outputShape(x.array().shape()));
    Nd4jOp.run(
        "conv2d", Nd4jOp.arrays(x, weights.value, bias.value), Nd4jOp.arrays(y), arguments());
    shard.kernel().activate(activation, y);
    return y;
  }

  @Override
  public NativeTensor backward(HostShard shard, NativeTensor x, NativeTensor y, NativeTensor dy) {
    shard.kernel().activationGradient(activation, y, dy);
    NativeTensor dw = shard.pool().take(weights.value.array().shape());
    if (!inputGradient) {
      return weightGradient(shard, x, dy, dw);
    }
    NativeTensor dx = shard.pool().take(x.array().shape());
    NativeTensor db = shard.pool().take(outputs);
    Nd4jOp.run(
        "conv2d_bp",
        Nd4jOp.arrays(x, weights.value, bias.value, dy),
        Nd4jOp.arrays(dx, dw, db),
        arguments());
    shard.kernel().add(dw, weights.gradients[shard.number()]);
    shard.kernel().add(db, bias.gradients[shard.number()]);
    return dx;
  }

  private NativeTensor weightGradient(
      HostShard shard, NativeTensor x, NativeTensor dy, NativeTensor dw) {
    long depth = weights.value.size() / outputs;
    long positions = dy.size() / outputs;
    NativeTensor patches = shard.pool().take(positions, depth);
    Patches.unfold(x, kernel, stride, patches);
    Nd4jOp.matmul(patches, true, dy.reshape(positions, outputs), false, dw.reshape(depth, outputs));
    shard.kernel().add(dw, weights.gradients[shard.number()]);
    shard.kernel().addRows(dy, bias.gradients[shard.number()]);
    return x;
  }

  private long extent(long size) {
    return (size + 2L * padding - kernel) / stride + 1;
  }

  private int[] arguments() {
    return new int[] {kernel, kernel, stride, stride, padding, padding, 1, 1, 0, 1, 0};
  }

  @Override
  public void close() {
    weights.close();
    bias.close();
  }
}
