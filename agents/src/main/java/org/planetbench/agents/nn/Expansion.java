package org.planetbench.agents.nn;

/**
 * The transposed convolution of a single point, 1x1 to kernel x kernel, with bias and ReLU: nothing
 * but a matrix product, and 5 to 10 times faster computed as one. Weights [inputs, kernel, kernel,
 * outputs].
 */
final class Expansion implements PictureLayer {
  private final int kernel;
  private final int inputs;
  private final int outputs;
  private final NativeWeights weights;
  private final NativeWeights bias;

  Expansion(ParameterSet set, String name, int kernel, int inputs, int outputs) {
    this.kernel = kernel;
    this.inputs = inputs;
    this.outputs = outputs;
    int area = kernel * kernel;
    Parameter w =
        set.glorot(
            name + "/weights", area * outputs, area * inputs, inputs, kernel, kernel, outputs);
    Parameter b = set.constant(name + "/bias", 0f, outputs);
    weights = set.mirror(NativeWeights.of(w, set.shards()));
    bias = set.mirror(NativeWeights.of(b, set.shards()));
  }

  /**
   * @param x [count, 1, 1, inputs]
   */
  @Override
  public NativeTensor forward(Shard shard, NativeTensor x) {
    NativeTensor y = shard.pool().take(x.count(), kernel, kernel, outputs);
    Nd4jOp.matmul(flat(x), false, matrix(weights.value), false, flat(y));
    float[] biases = new float[outputs];
    bias.value.floats().get(0, biases);
    shard.kernel.addBias(biases, y);
    shard.kernel.relu(y);
    return y;
  }

  @Override
  public NativeTensor backward(Shard shard, NativeTensor x, NativeTensor y, NativeTensor dy) {
    shard.kernel.reluGradient(y, dy);
    NativeTensor dx = shard.pool().take(x.array().shape());
    NativeTensor dw = shard.pool().take(weights.value.array().shape());
    Nd4jOp.matmul(flat(x), true, flat(dy), false, matrix(dw));
    Nd4jOp.matmul(flat(dy), false, matrix(weights.value), true, flat(dx));
    shard.kernel.add(dw, weights.gradients[shard.number()]);
    shard.kernel.addRows(dy, bias.gradients[shard.number()]);
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
