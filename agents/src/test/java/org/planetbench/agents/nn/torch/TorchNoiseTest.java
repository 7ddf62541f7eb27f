package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Noise that is made on a device: its numbers, its moments, and that rows keep their keys. */
@Tag("native")
class TorchNoiseTest {
  private final TorchScope scope = new TorchScope();
  private final TorchNoise noise = new TorchNoise(scope, TestDevice.chosen());

  @AfterEach
  void free() {
    noise.close();
    scope.close();
  }

  /**
   * The JDK's SplittableRandom has the same finisher: from seed s its next long is that of s +
   * golden.
   */
  @Test
  void numbersAreOfSplitMix64sFinisher() {
    long key = 1234567;
    long golden = 0x9E3779B97F4A7C15L;
    float[] expected = new float[3];
    for (int c = 1; c <= 3; c++) {
      long state = key ^ (c * golden);
      expected[c - 1] = (new SplittableRandom(state - golden).nextLong() >>> 40) * 0x1p-24f;
    }
    assertArrayEquals(expected, read(noise.uniforms(1, 3, key(key))));
  }

  /** A generator whose next long is this one. */
  private static RandomGenerator key(long key) {
    return () -> key;
  }

  private float[] read(TorchTensor tensor) {
    float[] numbers = new float[(int) tensor.elements()];
    HostCopy.read(scope, tensor, numbers, 0);
    return numbers;
  }

  @Test
  void normalsHaveTheMomentsOfNormals() {
    float[] drawn = read(noise.normals(500, 400, random(1), random(2)));
    double[] moments = new double[4];
    for (float x : drawn) {
      for (int k = 0; k < 4; k++) {
        moments[k] += Math.pow(x, k + 1) / drawn.length;
      }
    }
    double[] expected = {0, 1, 0, 3};
    double[] tolerance = {0.01, 0.02, 0.03, 0.1};
    for (int k = 0; k < 4; k++) {
      assertEquals(expected[k], moments[k], tolerance[k]);
    }
    double within = 0;
    for (float x : drawn) {
      within += Math.abs(x) < 1 ? 1.0 / drawn.length : 0;
    }
    assertEquals(0.6827, within, 0.005);
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Test
  void neighboursAreIndependent() {
    int columns = 400;
    float[] drawn = read(noise.normals(500, columns, key(7)));
    for (int apart : new int[] {1, columns, columns + 1}) {
      double sum = 0;
      for (int i = 0; i + apart < drawn.length; i++) {
        sum += drawn[i] * drawn[i + apart];
      }
      assertEquals(0, sum / drawn.length, 0.01);
    }
  }

  /** Rows are of their sequences, whoever else is in the batch. */
  @Test
  void aRowDrawsFromItsOwnGenerator() {
    float[] together = read(noise.normals(4, 3, key(5), key(6)));
    float[] alone = read(noise.normals(2, 3, key(6)));
    assertArrayEquals(
        alone,
        new float[] {
          together[3], together[4], together[5], together[9], together[10], together[11]
        });
    assertNotEquals(together[0], together[6]);
  }

  @Test
  void uniformsReachBothEndsAndNotOne() {
    float least = 1;
    float most = 0;
    for (float x : read(noise.uniforms(100, 1000, key(3)))) {
      least = Math.min(least, x);
      most = Math.max(most, x);
    }
    assertTrue(least >= 0 && least < 1e-4 && most < 1 && most > 1 - 1e-4);
  }
}
