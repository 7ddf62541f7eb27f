package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * All parameters of a model in the order of their making, which is the order of initialisation, of
 * the gradient norm's sum and of a checkpoint.
 */
public final class ParameterSet {
  private final int shards;
  private final RandomGenerator initialisation;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Mirror> mirrors = new ArrayList<>();

  /**
   * @param shards how many shares of a batch are differentiated side by side; each has gradient
   *     buffers of its own
   */
  public ParameterSet(int shards, RandomGenerator initialisation) {
    this.shards = shards;
    this.initialisation = initialisation;
  }

  public List<Parameter> parameters() {
    return Collections.unmodifiableList(parameters);
  }

  public long size() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  int shards() {
    return shards;
  }

  /** A kernel drawn from U(-limit, limit), limit = sqrt(6 / (fanIn + fanOut)) (Glorot uniform). */
  Parameter glorot(String name, int fanIn, int fanOut, long... shape) {
    Parameter parameter = add(new Parameter(name, shape));
    float limit = (float) Math.sqrt(6.0 / (fanIn + fanOut));
    for (int i = 0; i < parameter.value.length; i++) {
      parameter.value[i] = limit * (2f * initialisation.nextFloat() - 1f);
    }
    return parameter;
  }

  /** Numbers that are drawn in the order of memory. */
  Parameter drawn(String name, ToDoubleFunction<RandomGenerator> draw, long... shape) {
    Parameter parameter = add(new Parameter(name, shape));
    for (int i = 0; i < parameter.value.length; i++) {
      parameter.value[i] = (float) draw.applyAsDouble(initialisation);
    }
    return parameter;
  }

  Parameter constant(String name, float value, long... shape) {
    Parameter parameter = add(new Parameter(name, shape));
    Arrays.fill(parameter.value, value);
    return parameter;
  }

  private Parameter add(Parameter parameter) {
    parameters.add(parameter);
    return parameter;
  }

  <M extends Mirror> M mirror(M mirror) {
    mirrors.add(mirror);
    mirror.load();
    return mirror;
  }

  /** Refreshes every packed copy after the values changed. */
  public void load() {
    mirrors.forEach(Mirror::load);
  }

  /** Sums the shards' gradients into the parameters'. */
  public void collect() {
    parameters.forEach(parameter -> Arrays.fill(parameter.gradient, 0f));
    mirrors.forEach(Mirror::collect);
  }
}
