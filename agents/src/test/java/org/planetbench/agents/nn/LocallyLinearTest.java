package org.planetbench.agents.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.nn.Dense.Activation;

/** What the deep variational Bayes filters are made of, against world-models-spec section 11.5. */
class LocallyLinearTest {
  private final FiniteDifferences differences = new FiniteDifferences();

  private static final Rows Z = Rows.constant(new float[] {0.5f, -1});
  private static final Rows U = Rows.constant(new float[] {0.2f});
  private static final Rows W = Rows.constant(new float[] {1, -1});
  private static final Rows ALPHA = Rows.constant(new float[] {0.3f, 0.7f});

  /**
   * A1 = 0.1 I, A2 = [[0, 0.2], [-0.2, 0]], B1 = (0.5, 0), B2 = (0, 0.5), C1 = 0.1 I, C2 = 0.2 I.
   */
  @Test
  void aStepIsThatOfTheSpecification() {
    LocallyLinear bases = LocallyLinear.persistent(differences.set, "b", 2, 2, 2, 1, 2);
    float[] transposed = {
      0.1f, 0, 0, -0.2f, //
      0, 0.1f, 0.2f, 0, //
      0.5f, 0, 0, 0.5f, //
      0.1f, 0, 0.2f, 0, //
      0, 0.1f, 0, 0.2f
    };
    System.arraycopy(transposed, 0, differences.set.parameters().getFirst().value(), 0, 20);
    differences.set.load();
    Tape tape = TestTapes.forgetting();
    Rows still = bases.apply(tape, ALPHA, Z, U);
    assertArrayEquals(new float[] {-0.095f, -0.03f}, still.read()[0], 1e-6f);
    assertArrayEquals(new float[] {0.405f, -1.03f}, Z.plus(tape, still).read()[0], 1e-6f);
    assertArrayEquals(
        new float[] {0.075f, -0.2f}, bases.apply(tape, ALPHA, Z, U, W).read()[0], 1e-6f);
  }

  @Test
  void mixedBasesHaveTheGradientsOfAllTheyRead() {
    LocallyLinear bases = LocallyLinear.persistent(differences.set, "b", 4, 3, 3, 2);
    Rows alpha = differences.input(5, 4);
    Rows x = differences.input(5, 3);
    Rows y = differences.input(5, 2);
    differences.check(tape -> bases.apply(tape, alpha, x, y), List.of(alpha, x, y));
  }

  @Test
  void boundedBasesStayBoundedAndHaveTheGradientsOfWhatTheyAreMadeOf() {
    LocallyLinear bases = LocallyLinear.bounded(differences.set, "b", 4, 3, 3, 2);
    Parameter raw = differences.set.parameters().getFirst();
    for (int i = 0; i < raw.size(); i++) {
      raw.value()[i] *= 4;
    }
    differences.set.load();
    Rows alpha = differences.input(5, 4);
    Rows x = differences.input(5, 3);
    Rows y = differences.input(5, 2);
    differences.check(tape -> bases.apply(tape, alpha, x, y), List.of(alpha, x, y));
    raw.value()[0] = 50;
    differences.set.load();
    assertEquals(0.2f, bases.transposed(0)[0][0], 1e-6f);
  }

  /** At first the mix of all is the first input and a little more. */
  @Test
  void persistentBasesStartCloseToTheIdentity() {
    LocallyLinear bases = LocallyLinear.persistent(differences.set, "b", 2, 2, 2, 1);
    float[][] first = bases.transposed(0); // [bases * outputs, inputs]
    double limit = Math.sqrt(6.0 / (3 + 2));
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 2; j++) {
        assertEquals(i % 2 == j ? 1 : 0, first[i][j], limit);
      }
    }
    assertTrue(first[0][0] + first[1][1] + first[2][0] + first[3][1] > 2);
  }

  @Test
  void mixedVariancesArePositiveAndHaveTheGradientsOfWhatTheyAreMadeOf() {
    MixedVariance variance = new MixedVariance(differences.set, "v", 4, 3);
    double sum = 0;
    for (float[] row : variance.transposed()) {
      for (float base : row) {
        assertTrue(base > 0 && base < 1 / 40f, "softplus of a base: " + base);
        sum += base;
      }
    }
    assertTrue(sum > 12 / 160.0, "twelve bases of a mean of 1/80 add up to " + sum);
    Parameter raw = differences.set.parameters().getFirst();
    for (int i = 0; i < raw.size(); i++) {
      raw.value()[i] = (float) Math.sin(i);
    }
    differences.set.load();
    Rows alpha = differences.input(5, 4);
    for (float[] row : alpha.read()) {
      for (int i = 0; i < row.length; i++) {
        row[i] = 0.2f + Math.abs(row[i]);
      }
    }
    differences.check(tape -> variance.std(tape, alpha), List.of(alpha));
  }

  /** Of (mean 1, variance 0.5) and (2, 0.25); what knows nothing leaves the other as it is. */
  @Test
  void theProductOfGaussiansIsThatOfTheSpecification() {
    Gaussian moved = gaussian(1, 0.5);
    Gaussian measured = gaussian(2, 0.25);
    assertGaussian(5 / 3.0, 1 / 6.0, moved, measured);
    assertGaussian(1, 0.5, moved, gaussian(2, 1e12));
    assertGaussian(2, 0.25, gaussian(1, 1e12), measured);
  }

  private static Gaussian gaussian(double mean, double variance) {
    return new Gaussian(
        Rows.constant(new float[] {(float) mean}),
        Rows.constant(new float[] {(float) Math.sqrt(variance)}));
  }

  private static void assertGaussian(double mean, double variance, Gaussian one, Gaussian other) {
    Gaussian product = Gaussian.product(TestTapes.forgetting(), one, other);
    float std = product.std().read()[0][0];
    assertEquals(mean, product.mean().read()[0][0], 1e-6);
    assertEquals(variance, std * std, 1e-6);
  }

  @Test
  void theProductOfGaussiansHasGradientsToAllFour() {
    Rows oneMean = differences.input(3, 4);
    Rows oneStd = positive(3, 4);
    Rows otherMean = differences.input(3, 4);
    Rows otherStd = positive(3, 4);
    float[][] epsilon = differences.matrix(3, 4);
    differences.check(
        tape ->
            Gaussian.product(tape, new Gaussian(oneMean, oneStd), new Gaussian(otherMean, otherStd))
                .sample(tape, Rows.constant(epsilon)),
        List.of(oneMean, oneStd, otherMean, otherStd));
  }

  private Rows positive(int rows, int columns) {
    Rows x = differences.input(rows, columns);
    for (float[] row : x.read()) {
      for (int j = 0; j < columns; j++) {
        row[j] = 0.3f + Math.abs(row[j]);
      }
    }
    return x;
  }

  @ParameterizedTest
  @EnumSource
  void everyActivationHasItsGradient(Activation activation) {
    Dense dense = new Dense(differences.set, "d", activation, 4, 3);
    Rows x = differences.input(6, 3);
    differences.check(tape -> dense.apply(tape, x), List.of(x));
  }

  /** Softmax sums to 1; sigmoid is in (0, 1) and sums to anything; the leak is 0.2. */
  @Test
  void activationsAreWhatTheyAreCalled() {
    float[] softmax = activated(Activation.SOFTMAX);
    float[] sigmoid = activated(Activation.SIGMOID);
    assertEquals(1, softmax[0] + softmax[1], 1e-6);
    assertEquals(1 / (1 + Math.exp(-3)), softmax[0], 1e-6);
    assertEquals(1 / (1 + Math.exp(-2)), sigmoid[0], 1e-6);
    assertEquals(1 / (1 + Math.exp(1)), sigmoid[1], 1e-6);
    assertArrayEquals(new float[] {2, -0.2f}, activated(Activation.LEAKY_RELU), 1e-6f);
  }

  /** Of 2 and -1. */
  private float[] activated(Activation activation) {
    Dense dense = new Dense(differences.set, activation.name(), activation, 2, 2);
    float[] identity = {1, 0, 0, 1};
    differences.set.parameters().stream()
        .filter(p -> p.name().equals(activation.name() + "/weights"))
        .forEach(p -> System.arraycopy(identity, 0, p.value(), 0, 4));
    differences.set.load();
    return dense.apply(TestTapes.forgetting(), Rows.constant(new float[] {2, -1})).read()[0];
  }
}
