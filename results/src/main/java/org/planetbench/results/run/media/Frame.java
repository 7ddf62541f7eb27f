package org.planetbench.results.run.media;

import java.awt.image.BufferedImage;

/** One RGB picture: {@code height * width * 3} bytes, row 0 at the top, red first. */
public record Frame(int height, int width, byte[] rgb) {
  public Frame {
    if (height < 1 || width < 1 || rgb.length != height * width * 3) {
      throw new IllegalArgumentException(
          "expected " + height + " x " + width + " x 3 bytes, got " + rgb.length);
    }
  }

  /** The picture with every pixel drawn as a square of {@code scale} x {@code scale}. */
  BufferedImage toImage(int scale) {
    BufferedImage image =
        new BufferedImage(width * scale, height * scale, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height * scale; y++) {
      for (int x = 0; x < width * scale; x++) {
        image.setRGB(x, y, pixel(y / scale, x / scale));
      }
    }
    return image;
  }

  /** The signed difference to {@code truth}, grey where they agree: {@code (this - truth) / 2}. */
  Frame minus(Frame truth) {
    byte[] difference = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      int doubled = (rgb[i] & 0xff) - (truth.rgb[i] & 0xff);
      difference[i] = (byte) Math.clamp(128 + doubled / 2, 0, 255);
    }
    return new Frame(height, width, difference);
  }

  /**
   * This picture at the size of another one a whole number of times as large, each pixel repeated.
   */
  public Frame enlargedTo(Frame other) {
    int factor = other.height / height;
    if (other.height != factor * height || other.width != factor * width) {
      throw new IllegalArgumentException(
          "expected a multiple of "
              + height
              + " x "
              + width
              + ", got "
              + other.height
              + " x "
              + other.width);
    }
    byte[] large = new byte[other.rgb.length]; // [height, width, 3]
    for (int i = 0; i < large.length; i++) {
      int y = i / 3 / other.width / factor;
      int x = i / 3 % other.width / factor;
      large[i] = rgb[(y * width + x) * 3 + i % 3];
    }
    return new Frame(other.height, other.width, large);
  }

  boolean hasSizeOf(Frame other) {
    return height == other.height && width == other.width;
  }

  private int pixel(int y, int x) {
    int i = (y * width + x) * 3;
    return (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | (rgb[i + 2] & 0xff);
  }
}
