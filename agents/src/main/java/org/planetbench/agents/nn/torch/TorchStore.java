package org.planetbench.agents.nn.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.nn.Adam;
import org.planetbench.agents.nn.Mirror;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.ParameterStore;
import org.planetbench.agents.nn.Workers;

/**
 * A set of parameters on a device: values, gradients and moments as one vector each, so that a step
 * of Adam takes few operators. They are made at the first use, when all parameters are known.
 */
final class TorchStore implements ParameterStore {
  private static final double MEAN_DECAY = 0.9;
  private static final double SQUARE_DECAY = 0.999;

  /** So many steps have no bias left to correct: the rate has both corrections already. */
  private static final double UNBIASED = 1e9;

  private final ParameterSet set;
  private final TorchScope scope;
  private final TorchDevice device;
  private final Map<Parameter, Integer> places = new HashMap<>();
  private final List<TorchWeights> blocks = new ArrayList<>();
  private @Nullable Vectors vectors;

  /**
   * @param sums what backward passes add up
   * @param gradients what was collected last
   */
  private record Vectors(
      TorchTensor values,
      TorchTensor sums,
      TorchTensor gradients,
      TorchTensor means,
      TorchTensor squares) {
    List<TorchTensor> all() {
      return List.of(values, sums, gradients, means, squares);
    }
  }

  TorchStore(ParameterSet set, TorchScope scope, TorchDevice device) {
    this.set = set;
    this.scope = scope;
    this.device = device;
  }

  TorchScope scope() {
    return scope;
  }

  /** Weights that it tells of changes, and closes. */
  void add(TorchWeights block) {
    blocks.add(block);
  }

  private Vectors vectors() {
    if (vectors == null) {
      int size = 0;
      for (Parameter p : set.parameters()) {
        places.put(p, size);
        size += p.size();
      }
      vectors = new Vectors(zeros(size), zeros(size), zeros(size), zeros(size), zeros(size));
      write();
    }
    return vectors;
  }

  private TorchTensor zeros(int size) {
    return scope.keep(Creation.zeros(scope, ElementType.FLOAT, device, size));
  }

  /** A parameter's values in a shape. */
  TorchTensor values(Parameter parameter, long[] shape, long[] strides, long offset) {
    return view(vectors().values, parameter, shape, strides, offset);
  }

  /** Where its gradients are added up. */
  TorchTensor sums(Parameter parameter, long[] shape, long[] strides, long offset) {
    return view(vectors().sums, parameter, shape, strides, offset);
  }

  private TorchTensor view(
      TorchTensor vector, Parameter parameter, long[] shape, long[] strides, long offset) {
    return Views.asStrided(scope, vector, shape, strides, place(parameter) + offset);
  }

  private int place(Parameter parameter) {
    Integer place = places.get(parameter);
    if (place == null) {
      throw new IllegalStateException(parameter.name() + " was made after its set was first used");
    }
    return place;
  }

  @Override
  public void load() {
    if (vectors != null) {
      write();
    }
    set.mirrors().forEach(Mirror::load);
  }

  private void write() {
    for (Parameter p : set.parameters()) {
      write(vectors().values, p, p.value());
      write(vectors().means, p, p.firstMoment());
      write(vectors().squares, p, p.secondMoment());
    }
    blocks.forEach(TorchWeights::changed);
  }

  private void write(TorchTensor vector, Parameter p, float[] numbers) {
    int mark = scope.mark();
    HostCopy.write(scope, Views.narrow(scope, vector, 0, place(p), p.size()), numbers, 0);
    scope.release(mark);
  }

  @Override
  public void collect() {
    int mark = scope.mark();
    Vectors now = vectors();
    blocks.forEach(TorchWeights::collect);
    Creation.copy(scope, now.gradients, now.sums);
    Creation.zero(scope, now.sums);
    if (!set.mirrors().isEmpty()) {
      collectFromHost(now);
    }
    scope.release(mark);
  }

  private void collectFromHost(Vectors now) {
    set.parameters().forEach(p -> Arrays.fill(p.gradient(), 0));
    set.mirrors().forEach(Mirror::collect);
    for (Parameter p : set.parameters()) {
      TorchTensor ofHost = Creation.of(scope, device, p.gradient(), p.size());
      TorchTensor part = Views.narrow(scope, now.gradients, 0, place(p), p.size());
      Elementwise.addInPlace(scope, part, ofHost, 1);
    }
  }

  @Override
  public double step(Workers workers, Adam.Step step) {
    int mark = scope.mark();
    Vectors now = vectors();
    TorchTensor wide = Creation.to(scope, now.gradients, ElementType.DOUBLE);
    Elementwise.mulInPlace(scope, wide, wide);
    TorchTensor norm = Elementwise.sqrt(scope, Reductions.sum(scope, wide, false));
    wide.close();
    TorchTensor most = scope.constant(step.clipNorm(), norm);
    TorchTensor scale =
        Elementwise.div(scope, most, Elementwise.maximum(scope, norm, step.clipNorm()));
    TorchTensor scaled =
        Elementwise.mul(scope, now.gradients, Creation.to(scope, scale, ElementType.FLOAT));
    if (step.decays()) {
      Elementwise.mulInPlace(scope, now.values, step.kept());
    }
    Steps.adam(
        scope,
        array(now.values),
        array(scaled),
        array(now.means),
        array(now.squares),
        array(scope.constant(UNBIASED, scaled)),
        step.rate(),
        MEAN_DECAY,
        SQUARE_DECAY,
        step.epsilon());
    double[] read = new double[1];
    HostCopy.read(scope, norm, read, 0); // once all is computed that does not wait for it
    blocks.forEach(TorchWeights::changed);
    scope.release(mark);
    if (!set.mirrors().isEmpty()) {
      read();
      set.mirrors().forEach(Mirror::load);
    }
    return read[0];
  }

  private static TorchTensor[] array(TorchTensor tensor) {
    return new TorchTensor[] {tensor};
  }

  @Override
  public void read() {
    Vectors now = vectors();
    for (Parameter p : set.parameters()) {
      read(now.values, p, p.value());
      read(now.gradients, p, p.gradient());
      read(now.means, p, p.firstMoment());
      read(now.squares, p, p.secondMoment());
    }
  }

  private void read(TorchTensor vector, Parameter p, float[] numbers) {
    int mark = scope.mark();
    HostCopy.read(scope, Views.narrow(scope, vector, 0, place(p), p.size()), numbers, 0);
    scope.release(mark);
  }

  @Override
  public void close() {
    if (vectors != null) {
      vectors.all().forEach(TorchTensor::close);
      vectors = null;
    }
    blocks.forEach(TorchWeights::close);
  }
}
