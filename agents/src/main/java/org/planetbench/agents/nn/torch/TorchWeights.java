package org.planetbench.agents.nn.torch;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.nn.Block;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.WeightMap;
import org.planetbench.agents.nn.Weights;

/** A block of a parameter's matrix on a device: a view of it, or what a {@link WeightMap} makes. */
final class TorchWeights implements Weights, AutoCloseable {
  private static final double BOUND = 0.2;

  private final TorchStore store;
  private final Parameter parameter;
  private final long[] shape;
  private final long[] strides;
  private final long offset;
  private final WeightMap map;
  private @Nullable TorchTensor raw;
  private @Nullable TorchTensor transposed; // of what is raw
  private @Nullable TorchTensor line; // of what is raw
  private @Nullable TorchTensor rawSums;
  private @Nullable TorchTensor made; // by the map, kept until the parameter changes
  private @Nullable TorchTensor sums; // of what was made

  TorchWeights(TorchStore store, Block block) {
    this.store = store;
    this.parameter = block.parameter();
    this.shape = new long[] {block.inputs(), block.outputs()};
    this.strides = new long[] {block.stride(), 1};
    this.offset = block.position(0);
    this.map = block.map();
    store.add(this);
  }

  static TorchWeights of(Weights weights) {
    return (TorchWeights) weights;
  }

  @Override
  public int inputs() {
    return Math.toIntExact(shape[0]);
  }

  @Override
  public int outputs() {
    return Math.toIntExact(shape[1]);
  }

  /** [inputs, outputs] */
  TorchTensor value() {
    TorchTensor raw = raw();
    if (map == WeightMap.NONE) {
      return raw;
    }
    if (made == null) {
      TorchScope scope = store.scope();
      made =
          scope.keep(
              map == WeightMap.BOUNDED
                  ? Elementwise.mul(scope, Activations.tanh(scope, raw), BOUND)
                  : Activations.softplus(scope, raw));
    }
    return made;
  }

  /** [outputs, inputs] */
  TorchTensor transposed() {
    if (map != WeightMap.NONE) {
      return Views.t(store.scope(), value());
    }
    if (transposed == null) {
      transposed = store.scope().keep(Views.t(store.scope(), raw()));
    }
    return transposed;
  }

  /** [outputs], of a single input: biases, which a product takes as they are. */
  TorchTensor line() {
    if (line == null) {
      if (map != WeightMap.NONE) {
        throw new IllegalStateException("expected biases as they are, got some of map " + map);
      }
      line = store.scope().keep(Views.view(store.scope(), raw(), outputs()));
    }
    return line;
  }

  private TorchTensor raw() {
    if (raw == null) {
      raw = store.scope().keep(store.values(parameter, shape, strides, offset));
    }
    return raw;
  }

  /** Where the parameter's own gradients are added up. */
  private TorchTensor rawSums() {
    if (rawSums == null) {
      rawSums = store.scope().keep(store.sums(parameter, shape, strides, offset));
    }
    return rawSums;
  }

  /** Where the gradients of {@link #value} are added up. */
  TorchTensor sums() {
    if (map == WeightMap.NONE) {
      return rawSums();
    }
    if (sums == null) {
      TorchScope scope = store.scope();
      sums =
          scope.keep(
              Creation.zeros(scope, ElementType.FLOAT, value().device(), shape[0], shape[1]));
    }
    return sums;
  }

  /** The parameter has other values. */
  void changed() {
    if (made != null) {
      made.close();
      made = null;
    }
  }

  /** Passes the gradients on to the parameter. */
  void collect() {
    if (sums == null) { // the parameter's own
      return;
    }
    TorchScope scope = store.scope();
    TorchTensor through =
        map == WeightMap.BOUNDED
            ? Elementwise.mul(
                scope,
                Activations.tanhBackward(scope, sums, Elementwise.mul(scope, value(), 1 / BOUND)),
                BOUND)
            : Activations.softplusBackward(scope, sums, raw());
    Elementwise.addInPlace(scope, rawSums(), through, 1);
    Creation.zero(scope, sums);
  }

  @Override
  public float[][] read() {
    return HostCopy.readRows(store.scope(), value());
  }

  @Override
  public float[][] readTransposed() {
    int mark = store.scope().mark();
    float[][] read = HostCopy.readRows(store.scope(), Views.t(store.scope(), value()));
    store.scope().release(mark);
    return read;
  }

  @Override
  public void close() {
    changed();
    Stream.of(raw, transposed, line, rawSums, sums)
        .filter(Objects::nonNull)
        .forEach(TorchTensor::close);
  }
}
