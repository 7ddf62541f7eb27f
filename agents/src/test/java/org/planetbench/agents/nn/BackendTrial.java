package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What an operation computes with on one backend, and what came of it. Of two trials on the same
 * operation all inputs and parameters are the same.
 */
final class BackendTrial implements AutoCloseable {
  /** What the gradients of parameters are called in the outcome, before their names. */
  static final String OF_PARAMETER = "gradient of parameter ";

  final TensorBackend backend;
  final Shard shard;
  final Tape tape;
  final ParameterSet set;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
  private final List<Rows> inputs = new ArrayList<>();
  private final List<Rows> results = new ArrayList<>();
  private final List<Runnable> closing = new ArrayList<>();
  private final SequencedMap<String, float[][]> outcome = new LinkedHashMap<>();

  /** Takes the backend over, and closes it. */
  BackendTrial(TensorBackend backend, UnaryOperator<Tape> tape) {
    this.backend = backend;
    this.shard = backend.shard(0);
    this.tape = tape.apply(Tape.recording(shard));
    set = new ParameterSet(backend, 1, random);
  }

  /** Standard normals. */
  float[][] normals(int rows, int columns) {
    float[][] x = new float[rows][columns];
    for (float[] row : x) {
      for (int j = 0; j < columns; j++) {
        row[j] = (float) random.nextGaussian();
      }
    }
    return x;
  }

  float[][] uniforms(int rows, int columns) {
    float[][] x = new float[rows][columns];
    for (float[] row : x) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextFloat();
      }
    }
    return x;
  }

  Rows constant(int rows, int columns) {
    return Rows.constant(normals(rows, columns));
  }

  /** Normals whose gradient is a part of the outcome. */
  Rows input(int rows, int columns) {
    return input(normals(rows, columns));
  }

  private Rows input(float[][] value) {
    Rows input = backend.variable(value);
    inputs.add(input);
    return input;
  }

  /** The same of numbers from 0.2 to 1.2. */
  Rows positive(int rows, int columns) {
    float[][] value = uniforms(rows, columns);
    for (float[] row : value) {
      for (int j = 0; j < columns; j++) {
        row[j] += 0.2f;
      }
    }
    return input(value);
  }

  Gaussian gaussian(int rows, int columns) {
    return new Gaussian(input(rows, columns), positive(rows, columns));
  }

  Categorical categorical(int rows, int variables, int classes) {
    return new Categorical(input(rows, variables * classes), classes);
  }

  /** A matrix of its own, drawn as kernels are. */
  Weights weights(String name, int rows, int columns) {
    return set.block(set.glorot(name, rows, columns, rows, columns), columns, 0, 0, rows, columns);
  }

  /** Pictures of numbers from -0.5 to 0.5. */
  Pictures pictures(int half, int... counts) {
    Pictures pictures = shard.pictures(half, counts);
    for (int i = 0; i < pictures.count(); i++) {
      float[] folded = uniforms(1, half * half * 12)[0];
      for (int j = 0; j < folded.length; j++) {
        folded[j] -= 0.5f;
      }
      pictures.put(i, folded);
    }
    return pictures;
  }

  /** Is done before the backend is closed. */
  void atEnd(Runnable closes) {
    closing.add(closes);
  }

  /** Adds a number to the outcome. */
  void number(double number) {
    values("number", new float[] {(float) number});
  }

  /** Adds numbers to the outcome. */
  void values(String name, float[]... values) {
    outcome.put(name + " " + outcome.size(), copy(values));
  }

  /** Adds rows to the outcome, and to the loss if they have a gradient. */
  void result(Rows rows) {
    values("value", rows.read());
    results.add(rows);
  }

  private static float[][] copy(float[]... rows) {
    float[][] copy = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copy[i] = rows[i].clone();
    }
    return copy;
  }

  /**
   * The results and numbers, then the gradients of all inputs and parameters. The loss is the sum
   * of KL(N(y, 1) || N(0, 1)) over all results y, so that the gradient of each is y.
   */
  SequencedMap<String, float[][]> outcome() {
    if (tape.isRecording()) {
      results.stream().filter(Rows::hasGradient).forEach(this::addToLoss);
      tape.backward();
      inputs.forEach(input -> values("gradient of input", input.readGradient()));
      set.collect();
      set.read();
      set.parameters().forEach(p -> outcome.put(OF_PARAMETER + p.name(), copy(p.gradient())));
    }
    return outcome;
  }

  private void addToLoss(Rows y) {
    Gaussian normals = new Gaussian(y, y).uninformed();
    Gaussian q = new Gaussian(y, backend.variable(normals.std().read()));
    var _ = q.divergence(tape, normals, 0, 1);
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
    set.close();
    shard.close();
    backend.close();
  }
}
