package org.planetbench.results.run.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FewColoursTest {
  @Test
  void leavesADrawingOfFewColoursAsItIs() {
    BufferedImage drawing = drawing(i -> i % 200 * 0x010203);
    BufferedImage packed = FewColours.of(drawing);
    assertEquals(200, ((IndexColorModel) packed.getColorModel()).getMapSize());
    for (int i = 0; i < 64 * 64; i++) {
      assertEquals(drawing.getRGB(i % 64, i / 64), packed.getRGB(i % 64, i / 64));
    }
  }

  /** 300 colours: 255 often, one more often still, 44 of them once, a step of blue away. */
  @Test
  void givesRareColoursTheNearestFrequentOne() {
    BufferedImage drawing = drawing(i -> i < 44 ? i * 0x050000 + 1 : (i - 44) % 256 * 0x050000);
    BufferedImage packed = FewColours.of(drawing);
    assertTrue(packed.getColorModel() instanceof IndexColorModel);
    for (int i = 0; i < 44; i++) {
      assertEquals(0xff000000 | i * 0x050000, packed.getRGB(i % 64, i / 64), "pixel " + i);
    }
  }

  private static BufferedImage drawing(java.util.function.IntUnaryOperator colour) {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    IntStream.range(0, 64 * 64).forEach(i -> image.setRGB(i % 64, i / 64, colour.applyAsInt(i)));
    return image;
  }
}
