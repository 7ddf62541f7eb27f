package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.nn.PicturePreprocessing;
import org.planetbench.suites.Pixels;

class PicturePreprocessingTest {
  private static final RandomGenerator NO_NOISE = () -> 0;

  /** With 5 bits, 0..7 are level 0 and 255 is level 31: -0.5 and 31/32 - 0.5. */
  @Test
  void quantisesAndCentres() {
    byte[] rgb = new byte[32 * 32 * 3];
    rgb[0] = 7;
    rgb[1] = 8;
    rgb[2] = (byte) 255;
    float[] folded = apply(32, 5, rgb, 32, NO_NOISE);
    assertEquals(-0.5f, folded[0]);
    assertEquals(1 / 32f - 0.5f, folded[1]);
    assertEquals(31 / 32f - 0.5f, folded[2]);
  }

  @Test
  void noiseFillsOneLevelAndNoMore() {
    float[] folded = apply(32, 5, new byte[32 * 32 * 3], 32, TestBatches.random(1));
    double sum = 0;
    for (float value : folded) {
      assertTrue(value >= -0.5f && value < -0.5f + 1 / 32f);
      sum += value;
    }
    assertEquals(-0.5 + 1 / 64.0, sum / folded.length, 5e-4);
  }

  @Test
  void withoutNoiseAPictureLiesInTheMiddleOfItsLevels() {
    byte[] rgb = new byte[32 * 32 * 3];
    rgb[1] = 8;
    float[] folded = new float[rgb.length];
    new PicturePreprocessing(32, 5, true).applyMean(new Pixels(32, 32, rgb), folded);
    assertEquals(1 / 64f - 0.5f, folded[0]);
    assertEquals(3 / 64f - 0.5f, folded[1]);
  }

  /** Dreamer's x / 255 - 0.5, of which nothing is drawn; with fewer bits white is 0.5, too. */
  @Test
  void withoutDequantisationBlackAndWhiteAreAtTheEnds() {
    byte[] rgb = new byte[32 * 32 * 3];
    for (int i = 0; i < 256; i++) {
      rgb[32 * 3 * (i / 48) * 2 + i % 48 / 3 * 6 + i % 3] = (byte) i;
    }
    PicturePreprocessing whole = new PicturePreprocessing(32, 8, false);
    float[] folded = new float[whole.values()];
    whole.apply(rgb, 32, 0, PicturePreprocessingTest::refuse, folded);
    for (int i = 0; i < 256; i++) { // the first pixel of a block
      assertEquals(i / 255f - 0.5f, folded[((i / 48) * 16 + i % 48 / 3) * 12 + i % 3]);
    }
    assertArrayEquals(rgb, whole.display(folded).rgb());
    float[] mean = new float[folded.length];
    whole.applyMean(new Pixels(32, 32, rgb), mean);
    assertArrayEquals(folded, mean);

    PicturePreprocessing coarse = new PicturePreprocessing(32, 5, false);
    coarse.apply(rgb, 32, 0, PicturePreprocessingTest::refuse, folded);
    assertEquals(1 / 31f - 0.5f, folded[8 / 3 * 12 + 8 % 3]);
    assertEquals(0.5f, folded[(255 / 48 * 16 + 255 % 48 / 3) * 12 + 255 % 3]);
  }

  /**
   * Every level of every depth, through what is shown of it: bytes for display are no data. Of 8
   * bits with noise two levels in the middle are shown alike.
   */
  @Test
  void whatIsShownIsReadBackAsTheSameLevels() {
    for (int bits = 1; bits <= 8; bits++) {
      for (boolean dequantises : new boolean[] {true, false}) {
        PicturePreprocessing pictures = new PicturePreprocessing(32, bits, dequantises);
        byte[] levels = new byte[32 * 32 * 3];
        for (int i = 0; i < levels.length; i++) {
          levels[i] = (byte) (i % (1 << bits) << (8 - bits));
        }
        float[] folded = new float[pictures.values()];
        pictures.applyMean(new Pixels(32, 32, levels), folded);
        float[] again = new float[pictures.values()];
        pictures.applyMean(pictures.data(pictures.display(folded)), again);
        float alike = bits == 8 && dequantises ? 1 / 256f : 0;
        assertArrayEquals(folded, again, alike + 1e-6f, bits + " bits, " + dequantises);
      }
    }
  }

  private static long refuse() {
    throw new AssertionError("nothing is drawn");
  }

  /** A block of 2x2 pixels is one position: row parity, column parity, colour. */
  @Test
  void foldsBlocksIntoChannels() {
    byte[] rgb = new byte[32 * 32 * 3];
    int row = 5;
    int column = 8;
    rgb[(row * 32 + column) * 3 + 2] = (byte) 255;
    float[] folded = apply(32, 5, rgb, 32, NO_NOISE);
    int at = (row / 2 * 16 + column / 2) * 12 + (row % 2 * 2 + column % 2) * 3 + 2;
    for (int i = 0; i < folded.length; i++) {
      assertEquals(i == at ? 31 / 32f - 0.5f : -0.5f, folded[i], "entry " + i);
    }
  }

  /** (8 + 8 + 8 + 7) / 4 = 7.75 is still level 0; averaging quantised pixels would give 0.75. */
  @Test
  void averagesBlocksBeforeQuantising() {
    byte[] rgb = new byte[64 * 64 * 3];
    rgb[0] = 8;
    rgb[3] = 8;
    rgb[64 * 3] = 8;
    rgb[65 * 3] = 7;
    assertEquals(-0.5f, apply(32, 5, rgb, 64, NO_NOISE)[0]);
    rgb[65 * 3] = 8;
    assertEquals(1 / 32f - 0.5f, apply(32, 5, rgb, 64, NO_NOISE)[0]);
  }

  @Test
  void displayUndoesFoldingAndCentring() {
    byte[] rgb = new byte[32 * 32 * 3];
    TestBatches.random(2).nextBytes(rgb);
    PicturePreprocessing preprocessing = new PicturePreprocessing(32, 5, true);
    Pixels shown = preprocessing.display(apply(32, 5, rgb, 32, TestBatches.random(3)));
    for (int i = 0; i < rgb.length; i++) {
      double level = Math.floorDiv(rgb[i] & 0xFF, 8) / 32.0;
      assertEquals(Math.round(255 * level), shown.rgb()[i] & 0xFF);
    }
  }

  @Test
  void refusesPicturesOfAnotherSize() {
    assertThrows(
        IllegalArgumentException.class, () -> apply(32, 5, new byte[48 * 48 * 3], 48, NO_NOISE));
  }

  private static float[] apply(
      int size, int bits, byte[] source, int sourceSize, RandomGenerator noise) {
    PicturePreprocessing preprocessing = new PicturePreprocessing(size, bits, true);
    float[] folded = new float[preprocessing.values()];
    preprocessing.apply(source, sourceSize, 0, noise, folded);
    return folded;
  }
}
