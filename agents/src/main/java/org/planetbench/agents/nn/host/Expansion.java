package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.PictureLayer;

/**
 * The transposed convolution of a single point, 1x1 to kernel x kernel, with bias and activation:
 * nothing but a matrix product, and 5 to 10 times faster computed as one. Weights [inputs, kernel,
 * kernel, outputs].
 */
final class Expansion implements HostLayer {
  private final Dense.Activation activation;
  private final int kernel;
  private final int inputs;
  private final int outputs;
  private final NativeWeights weights;
  private final NativeWeights bias;

  Expansion(ParameterSet set, PictureLayer layer) {
    activation = layer.activation();
    kernel = layer.kernel();
    inputs = Math.toIntExact(layer.weights().shape()[0]);
    outputs = layer.outputs();
    weights = set.mirror(NativeWeights.of(layer.weights(), set.shards()));
    bias = set.mirror(NativeWeights.of(layer.bias(), set.shards()));
  }

  @Override
  public long[] outputShape(long... x) {
    return new long[] {x[0], kernel, kernel, outputs};
  }

  @Override
  public BoundLayer bind(NativeTensor x, NativeTensor y) {
    NativeTensor[] inputs = {flat(x), matrix(weights.value)};
    float[] biases = new float[outputs];
    return new BoundLayer(
        new BoundOp("matmul", inputs, flat(y)), ofThread -> activate(ofThread, biases, y));
  }

  /**
   * @param x [count, 1, 1, inputs]
   */
  @Override
  public NativeTensor forward(HostShard shard, NativeTensor x) {
    NativeTensor y = shard.pool().take(outputShape(x.array().shape()));
    Nd4jOp.matmul(flat(x), false, matrix(weights.value), false, flat(y));
    activate(shard.kernel(), new float[outputs], y);
    return y;
  }

  /**
   * @param biases room for them
   */
  private void activate(NativeKernel ofThread, float[] biases, NativeTensor y) {
    bias.value.floats().get(0, biases);
    ofThread.addBias(biases, y);
    ofThread.activate(activation, y);
  }

  @Override
  public NativeTensor backward(HostShard shard, NativeTensor x, NativeTensor y, NativeTensor dy) {
    shard.kernel().activationGradient(activation, y, dy);
    NativeTensor dx = shard.pool().take(x.array().shape());
    NativeTensor dw = shard.pool().take(weights.value.array().shape());
    Nd4jOp.matmul(flat(x), true, flat(dy), false, matrix(dw));
    Nd4jOp.matmul(flat(dy), false, matrix(weights.value), true, flat(dx));
    shard.kernel().add(dw, weights.gradients[shard.number()]);
    shard.kernel().addRows(dy, bias.gradients[shard.number()]);
    return dx;
  }

  private static NativeTensor flat(NativeTensor pictures) {
    return pictures.reshape(pictures.count(), pictures.size() / pictures.count());
  }

  private NativeTensor matrix(NativeTensor w) {
    return w.reshape(inputs, (long) kernel * kernel * outputs);
  }

  @Override
  public void close() {
    weights.close();
    bias.close();
  }
}
