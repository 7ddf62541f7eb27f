package org.planetbench.agents.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.nn.kernel.PositiveDefinite;

/** A sparse Gaussian process against world-models-spec sections 5.5 and 11.6. */
class SparseProcessTest {
  private static final double FLOOR = 1e-6; // what positive numbers are at least
  private static final double SIGNAL = 0.25;

  private final FiniteDifferences differences = new FiniteDifferences();

  /** A process of one dimension and no action, of lengthscale 1 and signal variance 0.25. */
  private SparseProcess process(double[] inputs, double[] means, double[] variances) {
    SparseProcess process = new SparseProcess(differences.set, "p", inputs.length, 1, 0);
    put("p/inputs/weights", inputs);
    put("p/mean/weights", means);
    put("p/variance/weights", raw(variances));
    put("p/lengthscales", raw(1));
    put("p/signal_variance", raw(SIGNAL));
    put("p/process_variance", -50);
    differences.set.load();
    return process;
  }

  private static double[] raw(double... positive) {
    return Arrays.stream(positive).map(v -> Math.log(Math.expm1(v - FLOOR))).toArray();
  }

  private Parameter parameter(String name) {
    return differences.set.parameters().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void put(String name, double... values) {
    float[] target = parameter(name).value();
    assertEquals(target.length, values.length);
    for (int i = 0; i < values.length; i++) {
      target[i] = (float) values[i];
    }
  }

  private static void assertPredicts(
      double mean, double variance, SparseProcess process, double x) {
    Gaussian y = predict(process, (float) x);
    double std = y.std().read()[0][0];
    assertEquals(mean, y.mean().read()[0][0], 1e-6 * Math.max(1, Math.abs(mean)));
    assertEquals(variance + FLOOR, std * std, 1e-6);
  }

  private static Gaussian predict(SparseProcess process, float... z) {
    return process.apply(TestTapes.forgetting(), Rows.constant(z), Rows.constant(new float[0]));
  }

  private SparseProcess ofTheSpecification() {
    return process(new double[] {-1, 1}, new double[] {0.1, -0.2}, new double[] {0.01, 0.04});
  }

  @Test
  void predictsAndDivergesAsTheSpecificationSays() {
    SparseProcess process = ofTheSpecification();
    assertPredicts(0.3500638, 0.0741983, process, 0.5);
    assertEquals(1.7312462, process.divergence(TestTapes.forgetting(), 1), 1e-6);
  }

  @Test
  void atAnInducingInputItSaysWhatIsKnownThere() {
    SparseProcess process = ofTheSpecification();
    assertPredicts(-1 + 0.1, 0.01, process, -1);
    assertPredicts(1 - 0.2, 0.04, process, 1);
  }

  @Test
  void farFromAllInducingInputsZStaysAndNothingIsKnown() {
    assertPredicts(30, SIGNAL, ofTheSpecification(), 30);
  }

  /**
   * With inducing inputs at the data and q the posterior there, it is the full regression: of data
   * y with noise n, mean k^T (K + n I)^-1 y and variance s^2 - k^T (K + n I)^-1 k. The data are so
   * far apart that the posterior's covariance is diagonal, as q's is.
   */
  @Test
  void withInducingInputsAtTheDataItIsTheFullRegression() {
    double[] inputs = {-9, 0, 9};
    double[] data = {0.5, -0.7, 0.3};
    double noise = 0.05;
    double share = SIGNAL / (SIGNAL + noise);
    SparseProcess process =
        process(
            inputs,
            Arrays.stream(data).map(y -> share * y).toArray(),
            Arrays.stream(data).map(_ -> share * noise).toArray());
    for (double x : new double[] {-9.5, -8, 0.5, 1, 8.25}) {
      double[][] covariance = new double[3][3];
      double[] k = new double[3];
      for (int i = 0; i < 3; i++) {
        k[i] = kernel(x, inputs[i]);
        for (int j = 0; j < 3; j++) {
          covariance[i][j] = kernel(inputs[i], inputs[j]) + (i == j ? noise : 0);
        }
      }
      double[][] inverse = PositiveDefinite.of(covariance).inverse();
      double mean = x;
      double variance = SIGNAL;
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          mean += k[i] * inverse[i][j] * data[j];
          variance -= k[i] * inverse[i][j] * k[j];
        }
      }
      assertPredicts(mean, variance, process, x);
    }
  }

  private static double kernel(double a, double b) {
    return SIGNAL * Math.exp(-0.5 * (a - b) * (a - b));
  }

  @Test
  void hasTheGradientsOfAllItReads() {
    SparseProcess process = wide();
    Rows z = differences.input(5, 3);
    Rows action = differences.input(5, 2);
    float[][] epsilon = differences.matrix(5, 3);
    differences.check(
        tape -> process.apply(tape, z, action).sample(tape, Rows.constant(epsilon)),
        List.of(z, action));
  }

  @Test
  void theDivergenceHasTheGradientsOfWhatItIsMadeOf() {
    SparseProcess process = wide();
    Tape tape = TestTapes.recording(1);
    assertEquals(
        process.divergence(TestTapes.forgetting(), 1), process.divergence(tape, 0.7), "not scaled");
    tape.backward();
    differences.set.collect();
    differences.compare(() -> 0.7 * process.divergence(TestTapes.forgetting(), 1), List.of());
  }

  @Test
  void takingVariancesForDeviationsHasItsGradient() {
    Rows mean = differences.input(3, 4);
    Rows std = differences.input(3, 4);
    float[][] epsilon = differences.matrix(3, 4);
    differences.check(
        tape ->
            new Gaussian(mean, std).deviatingByVariance(tape).sample(tape, Rows.constant(epsilon)),
        List.of(mean, std));
  }

  /** Three dimensions, two actions, and nothing so small that differences do not see it. */
  private SparseProcess wide() {
    SparseProcess process = new SparseProcess(differences.set, "w", 4, 3, 2);
    for (Parameter p : differences.set.parameters()) {
      if (!p.name().equals("w/inputs/weights")) {
        for (int i = 0; i < p.size(); i++) {
          p.value()[i] = (float) Math.sin(1 + i);
        }
      }
    }
    put("w/lengthscales", raw(1.5, 2, 2.5, 3, 1.8));
    differences.set.load();
    return process;
  }

  /** At the benchmark's five inputs exactly; lengthscales grow as the root of their number. */
  @Test
  void startsFromTheBenchmarksValues() {
    SparseProcess _ = new SparseProcess(differences.set, "w", 20, 4, 1);
    SparseProcess _ = new SparseProcess(differences.set, "wider", 20, 15, 5);
    double[] expected = {2, 0.25, 0.01 * 0.01, 0.002 * 0.002};
    String[] names = {"lengthscales", "signal_variance", "variance/weights", "process_variance"};
    for (int i = 0; i < names.length; i++) {
      for (float raw : parameter("w/" + names[i]).value()) {
        assertEquals(expected[i], positive(raw), 1e-6 * expected[i], names[i]);
      }
    }
    assertEquals(4, positive(parameter("wider/lengthscales").value()[0]), 1e-5);
    assertEquals(2 / Math.sqrt(3), deviation(parameter("w/inputs/weights").value()), 0.2);
    assertEquals(0.05, deviation(parameter("w/mean/weights").value()), 0.01);
  }

  private static double positive(float raw) {
    return Math.log1p(Math.exp(raw)) + FLOOR;
  }

  /** Of two outputs at a fixed input. */
  @Test
  void outputsAreDrawnIndependentlyByTheirDeviationsOrAsReleased() {
    SparseProcess process = new SparseProcess(differences.set, "w", 4, 2, 0);
    int draws = 10_000;
    ProcessColumns columns = process.columns(draws);
    double std = predict(process, 0.3f, 0.3f).std().read()[0][0];
    float[] input = new float[draws];
    Arrays.fill(input, 0.3f);
    columns.read(0, input);
    columns.read(1, input);
    columns.compute();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    float[] first = new float[draws];
    float[] second = new float[draws];
    columns.draw(random, 0, first);
    columns.draw(random, 1, second);
    assertEquals(0, correlation(first, second), 0.05);
    assertEquals(std, deviation(first), 0.03 * std);
    columns.drawNoise(random);
    columns.drawAsReleased(0, first);
    columns.drawAsReleased(1, second);
    assertEquals(1, correlation(first, second), 1e-3);
    assertEquals(std * std, deviation(first), 0.03 * std * std);
  }

  private static double correlation(float[] x, float[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - mean(x)) * (y[i] - mean(y));
    }
    return sum / x.length / deviation(x) / deviation(y);
  }

  private static double deviation(float[] x) {
    double squares = 0;
    for (float value : x) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / x.length - mean(x) * mean(x));
  }

  private static double mean(float[] x) {
    double sum = 0;
    for (float value : x) {
      sum += value;
    }
    return sum / x.length;
  }

  @Test
  void saysWhatToDoWhenTheKernelMatrixCannotBeInverted() {
    SparseProcess _ = ofTheSpecification();
    parameter("p/inputs/weights").value()[0] = Float.NaN;
    assertEquals(
        "p/inputs/weights: expected a positive definite matrix, got pivot 0 of NaN; the model has diverged, or inducing inputs coincide (a lower learning_rate or gradient_clip, or fewer inducing_points, may help)",
        assertThrows(IllegalStateException.class, () -> differences.set.load()).getMessage());
  }

  @Test
  void solvesAPositiveDefiniteMatrixAndRefusesAnyOther() {
    PositiveDefinite solved = PositiveDefinite.of(new double[][] {{4, 2}, {2, 3}});
    assertEquals(Math.log(8), solved.logDeterminant(), 1e-12);
    assertArrayEquals(new double[] {0.375, -0.25}, solved.inverse()[0], 1e-12);
    assertArrayEquals(new double[] {-0.25, 0.5}, solved.inverse()[1], 1e-12);
    assertEquals(
        "expected a positive definite matrix, got pivot 1 of -3.0",
        assertThrows(
                ArithmeticException.class,
                () -> PositiveDefinite.of(new double[][] {{1, 2}, {2, 1}}))
            .getMessage());
  }
}
