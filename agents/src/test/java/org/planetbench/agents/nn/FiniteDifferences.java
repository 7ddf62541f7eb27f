package org.planetbench.agents.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The gradients on a tape against central differences of a weighted sum of the output. Weights are
 * random, so that no two errors cancel.
 */
public final class FiniteDifferences {
  private static final float STEP = 5e-3f;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
  public final ParameterSet set = TestTapes.parameters(2, random);

  public Rows input(int rows, int columns) {
    return new HostRows(matrix(rows, columns), new float[rows][columns]);
  }

  public float[][] matrix(int rows, int columns) {
    float[][] x = new float[rows][columns];
    for (float[] row : x) {
      for (int j = 0; j < columns; j++) {
        row[j] = (float) random.nextGaussian();
      }
    }
    return x;
  }

  /** Checks the gradients of inputs and parameters of an operation with one output. */
  public void check(Function<Tape, Rows> operation, List<Rows> inputs) {
    Rows shape = operation.apply(TestTapes.forgetting());
    float[][] weights = matrix(shape.rows(), shape.columns());
    Tape tape = TestTapes.recording(1);
    Rows y = operation.apply(tape);
    for (int i = 0; i < y.rows(); i++) {
      System.arraycopy(weights[i], 0, y.readGradient()[i], 0, y.columns());
    }
    tape.backward();
    set.collect();
    compare(() -> weightedSum(operation.apply(TestTapes.forgetting()), weights), inputs);
  }

  /** Checks a loss whose gradients are already propagated and collected. */
  public void compare(Supplier<Double> loss, List<Rows> inputs) {
    int compared = 0;
    int entries = 0;
    for (Rows input : inputs) {
      for (int i = 0; i < input.rows(); i++) {
        compared += compare(loss, input.read()[i], input.readGradient()[i], "input row " + i);
        entries += input.columns();
      }
    }
    for (Parameter p : set.parameters()) {
      compared += compare(loss, p.value(), p.gradient(), p.name());
      entries += p.size();
    }
    assertTrue(compared > 0 && compared >= 0.7 * entries, compared + " compared of " + entries);
  }

  /** How many entries were compared: those at the kink of a ReLU have no derivative. */
  private int compare(Supplier<Double> loss, float[] value, float[] gradient, String what) {
    int compared = 0;
    double here = loss.get();
    for (int i = 0; i < value.length; i++) {
      float kept = value[i];
      double right = (at(loss, value, i, kept + STEP) - here) / STEP;
      double left = (here - at(loss, value, i, kept - STEP)) / STEP;
      value[i] = kept;
      set.load();
      double expected = (left + right) / 2;
      double tolerance = 5e-3 * Math.max(1, Math.abs(expected));
      if (Math.abs(right - left) <= 2 * tolerance) {
        assertEquals(expected, gradient[i], tolerance, what + " entry " + i);
        compared++;
      }
    }
    return compared;
  }

  private double at(Supplier<Double> loss, float[] value, int i, float moved) {
    value[i] = moved;
    set.load();
    return loss.get();
  }

  private static double weightedSum(Rows y, float[][] weights) {
    double sum = 0;
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        sum += (double) y.read()[i][j] * weights[i][j];
      }
    }
    return sum;
  }
}
