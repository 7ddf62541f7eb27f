package org.planetbench.agents.nn;

/**
 * A convolution with bias and optionally ReLU. Weights [kernel, kernel, inputs, outputs].
 *
 * <p>The first layer of an encoder takes no input gradient: ND4J's {@code conv2d_bp} would spend
 * most of its time on it (26 ms of 30 for 100 frames of 64x64, measured), so that case unfolds the
 * patches and makes one matrix product.
 */
final class Convolution implements PictureLayer {
  private final int kernel;
  private final int stride;
  private final int padding;
  private final int outputs;
  private final boolean relu;
  private final boolean inputGradient;
  private final NativeWeights weights;
  private final NativeWeights bias;

  private Convolution(
      Parameter kernelWeights,
      NativeWeights weights,
      NativeWeights bias,
      int stride,
      int padding,
      boolean relu,
      boolean inputGradient) {
    long[] shape = kernelWeights.shape();
    kernel = Math.toIntExact(shape[0]);
    outputs = Math.toIntExact(shape[3]);
    this.stride = stride;
    this.padding = padding;
    this.relu = relu;
    this.inputGradient = inputGradient;
    this.weights = weights;
    this.bias = bias;
  }

  /** Kernel 4, stride 2 over pixels is kernel 2, stride 1 over folded pictures. */
  static Convolution first(ParameterSet set, String name, int outputs) {
    Parameter w = set.glorot(name + "/weights", 16 * 3, 16 * outputs, 2, 2, 12, outputs);
    return of(set, name, w, 1, 1, 0, true, false);
  }

  /** Kernel 4, stride 2. */
  static Convolution middle(ParameterSet set, String name, int inputs, int outputs) {
    Parameter w = set.glorot(name + "/weights", 16 * inputs, 16 * outputs, 4, 4, inputs, outputs);
    return of(set, name, w, 1, 2, 0, true, true);
  }

  /** The transposed convolution with kernel 6, stride 2 to pixels, as one to folded pictures. */
  static Convolution lastTransposed(ParameterSet set, String name, int inputs) {
    Parameter w = set.glorot(name + "/weights", 36 * 3, 36 * inputs, 3, 3, inputs, 12);
    return of(set, name, w, 4, 1, 2, false, true);
  }

  /**
   * @param biasRepeats how many groups of output channels share one set of biases
   */
  private static Convolution of(
      ParameterSet set,
      String name,
      Parameter w,
      int biasRepeats,
      int stride,
      int padding,
      boolean relu,
      boolean inputGradient) {
    Parameter b = set.constant(name + "/bias", 0f, w.shape()[3] / biasRepeats);
    return new Convolution(
        w,
        set.mirror(NativeWeights.of(w, set.shards())),
        set.mirror(NativeWeights.repeated(b, biasRepeats, set.shards())),
        stride,
        padding,
        relu,
        inputGradient);
  }

  @Override
  public long[] outputShape(NativeTensor x) {
    return new long[] {x.count(), extent(x.array().size(1)), extent(x.array().size(2)), outputs};
  }

  @Override
  public BoundLayer bind(NativeTensor x, NativeTensor y) {
    NativeTensor[] inputs = {x, weights.value, bias.value};
    return new BoundLayer(
        new BoundOp("conv2d", inputs, y, arguments()), kernel -> activate(kernel, y));
  }

  @Override
  public NativeTensor forward(Shard shard, NativeTensor x) {
    NativeTensor y = shard.pool().take(outputShape(x));
    Nd4jOp.run(
        "conv2d", Nd4jOp.arrays(x, weights.value, bias.value), Nd4jOp.arrays(y), arguments());
    activate(shard.kernel, y);
    return y;
  }

  private void activate(NativeKernel kernel, NativeTensor y) {
    if (relu) {
      kernel.relu(y);
    }
  }

  @Override
  public NativeTensor backward(Shard shard, NativeTensor x, NativeTensor y, NativeTensor dy) {
    if (relu) {
      shard.kernel.reluGradient(y, dy);
    }
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
    shard.kernel.add(dw, weights.gradients[shard.number()]);
    shard.kernel.add(db, bias.gradients[shard.number()]);
    return dx;
  }

  private NativeTensor weightGradient(
      Shard shard, NativeTensor x, NativeTensor dy, NativeTensor dw) {
    long depth = weights.value.size() / outputs;
    long positions = dy.size() / outputs;
    NativeTensor patches = shard.pool().take(positions, depth);
    Patches.unfold(x, kernel, stride, patches);
    Nd4jOp.matmul(patches, true, dy.reshape(positions, outputs), false, dw.reshape(depth, outputs));
    shard.kernel.add(dw, weights.gradients[shard.number()]);
    shard.kernel.addRows(dy, bias.gradients[shard.number()]);
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
