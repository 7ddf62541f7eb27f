package org.planetbench.suites;

/**
 * One RGB picture: {@code height * width * 3} bytes, row 0 at the top, red first. The bytes belong
 * to whoever holds the record; an environment never writes into a picture it has handed out.
 */
public record Pixels(int height, int width, byte[] rgb) {
  public Pixels {
    if (rgb.length != height * width * 3) {
      throw new IllegalArgumentException(
          "expected " + height + " x " + width + " x 3 bytes, got " + rgb.length);
    }
  }
}
