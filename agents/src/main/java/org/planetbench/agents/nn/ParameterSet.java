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
public final class ParameterSet implements AutoCloseable {
  private final TensorBackend backend;
  private final int shards;
  private final RandomGenerator initialisation;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Mirror> mirrors = new ArrayList<>();
  private final ParameterStore store;

  /**
   * @param backend that computes with them
   * @param shards how many shares of a batch are differentiated side by side; each has gradient
   *     buffers of its own
   */
  public ParameterSet(TensorBackend backend, int shards, RandomGenerator initialisation) {
    this.backend = backend;
    this.shards = shards;
    this.initialisation = initialisation;
    store = backend.store(this);
  }

  public TensorBackend backend() {
    return backend;
  }

  public List<Parameter> parameters() {
    return Collections.unmodifiableList(parameters);
  }

  public long size() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  public int shards() {
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

  /**
   * A matrix [rows, columns] whose rows are orthonormal, any such matrix as likely as any other:
   * standard normals, made so row by row (modified Gram-Schmidt, twice against rounding).
   *
   * @param rows at most as many as columns
   */
  Parameter orthogonal(String name, int rows, int columns) {
    double[][] basis = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        basis[i][j] = initialisation.nextGaussian();
      }
      for (int k = 0; k < 2 * i; k++) {
        add(-product(basis[i], basis[k % i]), basis[k % i], basis[i]);
      }
      add(1 / Math.sqrt(product(basis[i], basis[i])) - 1, basis[i], basis[i]);
    }
    Parameter parameter = add(new Parameter(name, rows, columns));
    for (int i = 0; i < parameter.value.length; i++) {
      parameter.value[i] = (float) basis[i / columns][i % columns];
    }
    return parameter;
  }

  private static double product(double[] one, double[] other) {
    double sum = 0;
    for (int j = 0; j < one.length; j++) {
      sum += one[j] * other[j];
    }
    return sum;
  }

  /** y += factor x. */
  private static void add(double factor, double[] x, double[] y) {
    for (int j = 0; j < x.length; j++) {
      y[j] += factor * x[j];
    }
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

  /** A block of one of them, for layers to multiply with. */
  Weights weights(Block block) {
    return backend.weights(this, block);
  }

  /** Keeps a packed copy on the host up to date. */
  public <M extends Mirror> M mirror(M mirror) {
    mirrors.add(mirror);
    mirror.load();
    return mirror;
  }

  /** The packed copies on the host. */
  public List<Mirror> mirrors() {
    return Collections.unmodifiableList(mirrors);
  }

  /** Where the backend keeps them. */
  public ParameterStore store() {
    return store;
  }

  /** To be called after values or moments were written on the host. */
  public void load() {
    store.load();
  }

  /** Sums the shards' gradients into the parameters'. */
  public void collect() {
    store.collect();
  }

  /** To be called before values, gradients or moments are read on the host. */
  public void read() {
    store.read();
  }

  double step(Workers workers, Adam.Step step) {
    return store.step(workers, step);
  }

  @Override
  public void close() {
    store.close();
  }
}
