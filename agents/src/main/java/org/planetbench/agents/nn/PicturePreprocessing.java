package org.planetbench.agents.nn;

import java.util.random.RandomGenerator;
import org.planetbench.suites.Pixels;

/**
 * From bytes to what the networks see, and back for display: x = floor(v / 2^(8-b)) / 2^b + U(0,
 * 2^-b) - 0.5 for colour depth b. Where it is not dequantised, x = floor(v / 2^(8-b)) / (2^b - 1) -
 * 0.5, so that white is 1/2: Dreamer's v / 255 - 0.5 with 8 bits. A picture of twice the model's
 * size is averaged over 2x2 blocks first, before the quantisation. The result is folded as {@link
 * PictureEncoder} wants it.
 */
public final class PicturePreprocessing {
  private final int size;
  private final int bits;
  private final boolean dequantises;

  /**
   * @param dequantises whether noise fills each level
   */
  public PicturePreprocessing(int size, int bits, boolean dequantises) {
    this.size = size;
    this.bits = bits;
    this.dequantises = dequantises;
  }

  /** Pixels on each side of what the networks see. */
  public int size() {
    return size;
  }

  /** b, the colour depth. */
  public int bits() {
    return bits;
  }

  /** Whether there is noise. */
  public boolean dequantises() {
    return dequantises;
  }

  /** How many levels a colour is divided by: to black's beyond white, or without noise to white. */
  public int range() {
    return (1 << bits) - (dequantises ? 0 : 1);
  }

  /** Values of one preprocessed picture. */
  public int values() {
    return size * size * 3;
  }

  /**
   * @param source pictures of {@code sourceSize} x {@code sourceSize} x 3 bytes
   * @param offset where the picture starts
   * @param noise each long gives the dequantisation noise of four values, 16 bits each; nothing is
   *     drawn if there is none
   * @param folded [size / 2, size / 2, 12], filled
   */
  public void apply(
      byte[] source, int sourceSize, int offset, RandomGenerator noise, float[] folded) {
    int ratio = ratio(sourceSize);
    float range = range();
    float noiseUnit = dequantises ? 1f / (range * (1 << 16)) : 0f;
    int shift = 8 - bits;
    long random = 0;
    int to = 0;
    for (int blockY = 0; blockY < size; blockY += 2) {
      for (int blockX = 0; blockX < size; blockX += 2) {
        for (int pixel = 0; pixel < 4; pixel++) { // row parity * 2 + column parity
          int y = blockY + (pixel >> 1);
          int x = blockX + (pixel & 1);
          for (int colour = 0; colour < 3; colour++) {
            if (dequantises && (to & 3) == 0) {
              random = noise.nextLong();
            }
            int level = value(source, sourceSize, offset, ratio, y, x, colour) >> shift;
            folded[to++] = level / range + (random & 0xFFFF) * noiseUnit - 0.5f;
            random >>>= 16;
          }
        }
      }
    }
  }

  /** The same with the mean of the dequantisation noise instead of the noise: half a level. */
  public void applyMean(Pixels source, float[] folded) {
    apply(source.rgb(), source.width(), 0, () -> 0x8000_8000_8000_8000L, folded);
  }

  private static int value(
      byte[] source, int sourceSize, int offset, int ratio, int y, int x, int colour) {
    int at = offset + (y * ratio * sourceSize + x * ratio) * 3 + colour;
    if (ratio == 1) {
      return source[at] & 0xFF;
    }
    int below = at + sourceSize * 3;
    return ((source[at] & 0xFF)
            + (source[at + 3] & 0xFF)
            + (source[below] & 0xFF)
            + (source[below + 3] & 0xFF))
        >> 2;
  }

  /** How many source pixels a side are one of the model's. */
  public int ratio(int sourceSize) {
    if (sourceSize == size) {
      return 1;
    }
    if (sourceSize == 2 * size) {
      return 2;
    }
    throw new IllegalArgumentException(
        "pictures: expected " + size + " or " + 2 * size + " pixels a side, got " + sourceSize);
  }

  /**
   * The picture of folded means as bytes: their levels, which begin at each or without noise are
   * nearest, clipped to [0, 1].
   */
  public Pixels display(float[] folded) {
    byte[] rgb = new byte[values()];
    int range = range();
    int from = 0;
    for (int blockY = 0; blockY < size; blockY += 2) {
      for (int blockX = 0; blockX < size; blockX += 2) {
        for (int pixel = 0; pixel < 4; pixel++) {
          int at = ((blockY + (pixel >> 1)) * size + blockX + (pixel & 1)) * 3;
          for (int colour = 0; colour < 3; colour++) {
            double level = range * (folded[from++] + 0.5);
            double shown = (dequantises ? Math.floor(level) : Math.rint(level)) / range;
            rgb[at + colour] = (byte) Math.round(255 * Math.clamp(shown, 0.0, 1.0));
          }
        }
      }
    }
    return new Pixels(size, size, rgb);
  }

  /**
   * The picture that {@link #display} shows, as data: bytes of which {@link #apply} takes the same
   * levels. Those for display are spread from black to white, and would be read one level too low
   * above the middle.
   */
  public Pixels data(Pixels displayed) {
    byte[] rgb = displayed.rgb().clone();
    if (dequantises) {
      int highest = range() - 1;
      for (int i = 0; i < rgb.length; i++) {
        long level = Math.round((rgb[i] & 0xFF) * range() / 255.0);
        rgb[i] = (byte) (Math.min(level, highest) << (8 - bits));
      }
    }
    return new Pixels(displayed.height(), displayed.width(), rgb);
  }
}
