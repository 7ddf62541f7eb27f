package org.planetbench.results.run.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionStripTest {
  /** Of the first tile: margin + labels, margin + header; tiles are 128 wide with gaps of 6. */
  private static final int LEFT = 18 + 150;

  private static final int TOP = 18 + 68;
  private static final int TILE = 128 + 6;

  @TempDir private Path folder;

  @Test
  void showsTheContextAndThenEvenlySpacedSteps() throws IOException {
    BufferedImage strip = strip(30, 8, 5);
    int[] shown = {0, 1, 2, 3, 4, 12, 20, 29};
    assertEquals(LEFT + 8 * TILE + 18, strip.getWidth());
    for (int column = 0; column < shown.length; column++) {
      assertEquals(grey(shown[column]), pixel(strip, column, 0), "truth, column " + column);
      assertEquals(grey(shown[column] + 10), pixel(strip, column, 1), "model, column " + column);
      assertEquals(grey(128 + 5), pixel(strip, column, 2), "difference, column " + column);
    }
  }

  @Test
  void showsAllOfAShortSequence() throws IOException {
    assertEquals(LEFT + 4 * TILE + 18, strip(4, 12, 2).getWidth());
    assertEquals(LEFT + 3 * TILE + 18, strip(3, 12, 3).getWidth(), "nothing imagined");
    assertEquals(LEFT + 2 * TILE + 18, strip(30, 2, 5).getWidth(), "little room");
  }

  @Test
  void refusesSequencesOfDifferentLength() {
    List<Frame> three = frames(3, 0);
    Path file = folder.resolve("open_loop.png");
    assertThrows(
        IllegalArgumentException.class,
        () -> new PredictionStrip(8).write(file, three, frames(2, 0), 1));
  }

  private BufferedImage strip(int frames, int columns, int context) throws IOException {
    Path file = folder.resolve("open_loop.png");
    new PredictionStrip(columns).write(file, frames(frames, 0), frames(frames, 10), context);
    return ImageIO.read(file.toFile());
  }

  private static int pixel(BufferedImage strip, int column, int row) {
    return strip.getRGB(LEFT + column * TILE + 64, TOP + row * TILE + 64) & 0xffffff;
  }

  private static int grey(int level) {
    return level << 16 | level << 8 | level;
  }

  /** Frame i is all {@code i + offset}. */
  private static List<Frame> frames(int count, int offset) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              byte[] rgb = new byte[64 * 64 * 3];
              Arrays.fill(rgb, (byte) (i + offset));
              return new Frame(64, 64, rgb);
            })
        .toList();
  }
}
