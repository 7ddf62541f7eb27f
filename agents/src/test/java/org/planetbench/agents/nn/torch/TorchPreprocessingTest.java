package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.agents.Errors;
import org.planetbench.agents.nn.PicturePreprocessing;
import org.planetbench.agents.nn.PictureSequences;

/** Pictures that go to a device as bytes, against those that the host preprocesses. */
@Tag("native")
class TorchPreprocessingTest {
  private static final int TIMES = 3;
  private static final int SEQUENCES = 2;

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static RandomGenerator[] noise() {
    return new RandomGenerator[] {random(5), random(6)};
  }

  private static PictureSequences sequences(int side) {
    byte[] rgb = new byte[TIMES * SEQUENCES * side * side * 3];
    random(4).nextBytes(rgb);
    return new PictureSequences(rgb, side, TIMES, SEQUENCES, 0, SEQUENCES);
  }

  private static float[] onDevice(
      boolean makesNoise, PicturePreprocessing preprocessing, PictureSequences sequences) {
    try (TorchBackend backend = new TorchBackend(TorchDevice.CPU, makesNoise)) {
      TorchTensor folded =
          new TorchPreprocessing(backend, backend.scope(), preprocessing).apply(sequences, noise());
      float[] read = new float[(int) folded.elements()];
      HostCopy.read(backend.scope(), folded, read, 0);
      return read;
    }
  }

  private static float[] onHost(PicturePreprocessing preprocessing, PictureSequences sequences) {
    RandomGenerator[] noise = noise();
    float[] all = new float[TIMES * SEQUENCES * preprocessing.values()];
    float[] folded = new float[preprocessing.values()];
    for (int i = 0; i < TIMES * SEQUENCES; i++) {
      preprocessing.apply(
          sequences.rgb(),
          sequences.side(),
          sequences.offset(i / SEQUENCES, i % SEQUENCES),
          noise[i % SEQUENCES],
          folded);
      System.arraycopy(folded, 0, all, i * folded.length, folded.length);
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "32,32,5,true",
    "32,64,5,true",
    "64,64,5,true",
    "32,64,8,true",
    "32,32,1,true",
    "32,64,8,false",
    "64,64,5,false"
  })
  void makesTheHostsNumbersOfItsNoise(int size, int side, int bits, boolean dequantises) {
    PicturePreprocessing preprocessing = new PicturePreprocessing(size, bits, dequantises);
    PictureSequences sequences = sequences(side);
    assertArrayEquals(
        onHost(preprocessing, sequences), onDevice(false, preprocessing, sequences), 1e-6f);
  }

  /** Each number within its level, and all of a level alike. */
  @Test
  void noiseOfTheDeviceFillsOneLevelAndNoMore() {
    PicturePreprocessing preprocessing = new PicturePreprocessing(32, 5, true);
    PictureSequences black =
        new PictureSequences(
            new byte[TIMES * SEQUENCES * 32 * 32 * 3], 32, TIMES, SEQUENCES, 0, SEQUENCES);
    double sum = 0;
    double squares = 0;
    float[] made = onDevice(true, preprocessing, black);
    for (float value : made) {
      double fraction = (value + 0.5) * 32;
      assertTrue(fraction >= 0 && fraction < 1, () -> "outside its level: " + fraction);
      sum += fraction / made.length;
      squares += fraction * fraction / made.length;
    }
    assertEquals(0.5, sum, 0.01);
    assertEquals(1.0 / 3, squares, 0.01);
  }

  @Test
  void refusesAPartOfABatch() {
    PictureSequences part = new PictureSequences(new byte[2 * 32 * 32 * 3], 32, 1, 2, 1, 1);
    String error =
        Errors.messageOf(
            IllegalArgumentException.class,
            () -> onDevice(false, new PicturePreprocessing(32, 5, true), part));
    assertEquals("expected all of 2 sequences, got 1; a device takes a batch as a whole", error);
  }
}
