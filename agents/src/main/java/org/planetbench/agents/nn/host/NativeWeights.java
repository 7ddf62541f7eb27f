package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.Mirror;
import org.planetbench.agents.nn.Parameter;

/** A parameter outside the heap, for ND4J, with one native gradient buffer for each shard. */
final class NativeWeights implements Mirror, AutoCloseable {
  private final Parameter parameter;
  final NativeTensor value;
  final NativeTensor[] gradients;

  private final int repeats;

  private NativeWeights(Parameter parameter, int repeats, int shards, long... shape) {
    this.parameter = parameter;
    this.repeats = repeats;
    value = NativeTensor.create(shape);
    gradients = new NativeTensor[shards];
    for (int i = 0; i < shards; i++) {
      gradients[i] = NativeTensor.create(shape);
      NativeKernel.zero(gradients[i]);
    }
  }

  static NativeWeights of(Parameter parameter, int shards) {
    return new NativeWeights(parameter, 1, shards, parameter.shape());
  }

  /** A vector of which the layer sees several copies, one after the other. */
  static NativeWeights repeated(Parameter vector, int repeats, int shards) {
    return new NativeWeights(vector, repeats, shards, (long) repeats * vector.size());
  }

  @Override
  public void load() {
    for (int i = 0; i < repeats; i++) {
      value.floats().put(i * parameter.size(), parameter.value());
    }
  }

  @Override
  public void collect() {
    float[] buffer = new float[parameter.size()];
    for (NativeTensor gradient : gradients) {
      for (int r = 0; r < repeats; r++) {
        gradient.floats().get(r * buffer.length, buffer);
        for (int i = 0; i < buffer.length; i++) {
          parameter.gradient()[i] += buffer[i];
        }
      }
      NativeKernel.zero(gradient);
    }
  }

  @Override
  public void close() {
    value.close();
    for (NativeTensor gradient : gradients) {
      gradient.close();
    }
  }
}
