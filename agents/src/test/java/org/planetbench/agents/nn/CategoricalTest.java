package org.planetbench.agents.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.agents.nn.host.CategoricalSampler;
import org.planetbench.agents.nn.host.NativeTensor;

/** Numbers of world-models-spec sections 1.4 and 11.2, computed there in double precision. */
class CategoricalTest {
  private static final float[] Q = {1, 0, -1};
  private static final float[] P = {0, 0.5f, 0};
  private static final int CLASSES = 4;

  private final FiniteDifferences differences = new FiniteDifferences();

  @Test
  void divergenceIsOfThePosteriorFromThePrior() {
    assertEquals(0.3396170, nats(of(Q), of(P)), 1e-7);
    assertEquals(0.3391606, nats(of(P), of(Q)), 1e-7);
    assertEquals(0.3396170 + 0.3391606, nats(of(Q, P), of(P, Q)), 1e-7);
  }

  private static double nats(Categorical q, Categorical p) {
    return q.divergence(TestTapes.forgetting(), p, 0, 1).nats();
  }

  /** DreamerV2's 0.8 and 0.2, which are 0.8 at half the scale. */
  @Test
  void balancedGradientsAreDreamerV2s() {
    Categorical q = of(Q);
    Categorical p = of(P);
    backward(q, p, 0, 0.5, 0.8);
    assertArrayEquals(
        new float[] {-0.3129379f, 0.1657074f, 0.1472304f}, p.logits().readGradient()[0], 1e-6f);
    assertArrayEquals(
        new float[] {0.0727978f, -0.0466377f, -0.0261601f}, q.logits().readGradient()[0], 1e-6f);
  }

  /** At 0.5 they are those of the divergence itself; at 1 and 0 one side gets twice that. */
  @ParameterizedTest
  @CsvSource({"0.5,1,1", "0.8,0.4,1.6", "0,2,0", "1,0,2"})
  void aBalanceWeighsTheSides(double balance, float ofQ, float ofP) {
    for (boolean gaussian : new boolean[] {false, true}) {
      LatentDistribution[] plain = pair(gaussian);
      LatentDistribution[] balanced = pair(gaussian);
      backward(plain[0], plain[1], 0, 1, 0.5);
      backward(balanced[0], balanced[1], 0, 1, balance);
      assertScaled(ofQ, plain[0], balanced[0]);
      assertScaled(ofP, plain[1], balanced[1]);
    }
  }

  private static LatentDistribution[] pair(boolean gaussian) {
    return gaussian
        ? new LatentDistribution[] {
          new Gaussian(rows(0.3f, 1), rows(0.5f, 2)), new Gaussian(rows(-0.1f, 2), rows(0.8f, 1))
        }
        : new LatentDistribution[] {of(Q), of(P)};
  }

  private static void backward(
      LatentDistribution q, LatentDistribution p, double freeNats, double scale, double balance) {
    Tape tape = TestTapes.recording(0);
    var _ = q.divergence(tape, p, freeNats, scale, balance);
    tape.backward();
  }

  private static void assertScaled(
      float scale, LatentDistribution plain, LatentDistribution balanced) {
    for (int part = 0; part < plain.parts().size(); part++) {
      float[] expected = plain.parts().get(part).readGradient()[0];
      float[] actual = balanced.parts().get(part).readGradient()[0];
      for (int i = 0; i < expected.length; i++) {
        assertTrue(expected[i] != 0);
        assertEquals(scale * expected[i], actual[i], 1e-6f);
      }
    }
  }

  /** By row, the sum of its variables; a stopped side gets nothing. */
  @Test
  void divergenceOnBothSidesAboveTheFreeNats() {
    Rows q = differences.input(5, 2 * CLASSES);
    Rows p = differences.input(5, 2 * CLASSES);
    Categorical posterior = new Categorical(q, CLASSES);
    Categorical prior = new Categorical(p, CLASSES);
    Tape tape = TestTapes.recording(0);
    LatentDistribution.Divergence d = posterior.divergence(tape, prior, 0.5, 1.5);
    tape.backward();
    assertTrue(d.nats() > d.clippedNats() && d.clippedNats() > 0);
    differences.compare(
        () -> 1.5 * posterior.divergence(TestTapes.forgetting(), prior, 0.5, 1.5).clippedNats(),
        List.of(q, p));
  }

  @Test
  void theSampleIsOneHotForEachVariable() {
    Categorical distribution = new Categorical(differences.input(50, 2 * CLASSES), CLASSES);
    for (float[] row :
        distribution.sample(TestTapes.forgetting(), Rows.constant(uniforms(50, 2))).read()) {
      assertOneHot(row);
    }
  }

  private static void assertOneHot(float[] row) {
    for (int first = 0; first < row.length; first += CLASSES) {
      float sum = 0;
      float most = 0;
      for (int k = first; k < first + CLASSES; k++) {
        sum += row[k];
        most = Math.max(most, row[k]);
      }
      assertEquals(1, sum);
      assertEquals(1, most);
    }
  }

  /** Two even classes: the sum after the first is 0.5, which 0.5 is not exceeded by. */
  @ParameterizedTest
  @CsvSource({"0,0", "0.49999997,0", "0.5,1", "0.99999994,1"})
  void theFirstClassWhoseSumExceedsTheNumberIsDrawn(float number, int expected) {
    Categorical even = new Categorical(rows(3, 3), 2);
    Rows z = even.sample(TestTapes.forgetting(), Rows.constant(new float[][] {{number}}));
    assertEquals(1, z.read()[0][expected]);
  }

  @Test
  void theModeIsTheFirstOfTheLikeliest() {
    Categorical distribution = new Categorical(rows(1, 2, 0, 5, 5, 4), 3);
    assertArrayEquals(
        new float[] {0, 1, 0, 1, 0, 0}, distribution.mode(TestTapes.forgetting()).read()[0]);
  }

  @Test
  void theGradientOfASampleIsThatOfTheProbabilities() {
    Categorical q = of(Q);
    Tape tape = TestTapes.recording(0);
    Rows z = q.sample(tape, Rows.constant(new float[][] {{0.9f}}));
    z.readGradient()[0][0] = 1;
    tape.backward();
    assertArrayEquals(
        new float[] {0.2226954f, -0.1628034f, -0.0598921f}, q.logits().readGradient()[0], 1e-6f);
  }

  /** The same by finite differences, and unlike those of the sampled value, which are zero. */
  @Test
  void straightThroughIsTheSlopeOfTheWeighedProbabilities() {
    Rows logits = differences.input(3, 2 * CLASSES);
    Categorical distribution = new Categorical(logits, CLASSES);
    float[][] weights = differences.matrix(3, 2 * CLASSES);
    Tape tape = TestTapes.recording(0);
    Rows z = distribution.sample(tape, Rows.constant(uniforms(3, 2)));
    for (int i = 0; i < weights.length; i++) {
      System.arraycopy(weights[i], 0, z.readGradient()[i], 0, weights[i].length);
    }
    tape.backward();
    differences.compare(() -> weighed(logits, weights), List.of(logits));
  }

  private static double weighed(Rows logits, float[][] weights) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      for (int first = 0; first < weights[i].length; first += CLASSES) {
        double all = 0;
        double weighed = 0;
        for (int k = first; k < first + CLASSES; k++) {
          double e = Math.exp(logits.read()[i][k]);
          all += e;
          weighed += e * weights[i][k];
        }
        sum += weighed / all;
      }
    }
    return sum;
  }

  /** Feature-major and in single precision, on the same numbers. */
  @Test
  void theSamplerOfCandidatesDrawsTheSameClasses() {
    int width = 300;
    Rows logits = differences.input(width, 2 * CLASSES);
    float[][] noise = uniforms(width, 2);
    float[][] expected =
        new Categorical(logits, CLASSES)
            .sample(TestTapes.forgetting(), Rows.constant(noise))
            .read();
    try (NativeTensor z = NativeTensor.create(2L * CLASSES, width)) {
      for (int j = 0; j < width; j++) {
        for (int i = 0; i < 2 * CLASSES; i++) {
          z.floats().put(i * width + j, logits.read()[j][i]);
        }
      }
      new CategoricalSampler(CLASSES, width).draw(z, transposed(noise), z);
      for (int j = 0; j < width; j++) {
        for (int i = 0; i < 2 * CLASSES; i++) {
          assertEquals(expected[j][i], z.floats().get(i * width + j), "candidate " + j);
        }
      }
    }
  }

  /** Variable by variable. */
  private static RandomGenerator transposed(float[][] noise) {
    return new RandomGenerator() {
      private int drawn;

      @Override
      public long nextLong() {
        throw new AssertionError("only single numbers are drawn");
      }

      @Override
      public float nextFloat() {
        int at = drawn++;
        return noise[at % noise.length][at / noise.length];
      }
    };
  }

  @Test
  void classesHaveToDivideTheLogits() {
    assertThrows(IllegalArgumentException.class, () -> new Categorical(rows(1, 2, 3), 2));
    assertThrows(IllegalArgumentException.class, () -> new Categorical(rows(1, 2, 3), 1));
  }

  private static Categorical of(float[]... variables) {
    float[] all = new float[3 * variables.length];
    for (int i = 0; i < variables.length; i++) {
      System.arraycopy(variables[i], 0, all, 3 * i, 3);
    }
    return new Categorical(rows(all), 3);
  }

  private static Rows rows(float... row) {
    return new HostRows(new float[][] {row}, new float[1][row.length]);
  }

  private static float[][] uniforms(int rows, int columns) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    float[][] uniforms = new float[rows][columns];
    for (float[] row : uniforms) {
      for (int i = 0; i < columns; i++) {
        row[i] = random.nextFloat();
      }
    }
    return uniforms;
  }
}
