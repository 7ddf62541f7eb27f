package org.planetbench.results.run.media;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A drawing with a palette of at most 256 colours, which halves its PNG: the colours most used stay
 * as they are, the rare ones of smoothed edges become the nearest of those.
 */
final class FewColours {
  private static final int MOST = 256;
  private static final int OPAQUE = 0xff000000;

  private final List<Integer> palette;
  private final Map<Integer, Integer> nearest = new HashMap<>();

  private FewColours(BufferedImage image) {
    Map<Integer, Integer> uses = new HashMap<>();
    for (int pixel : pixels(image)) {
      uses.merge(pixel, 1, Integer::sum);
    }
    palette =
        uses.entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST)
            .map(Map.Entry::getKey)
            .toList();
  }

  /** The same drawing, opaque. */
  static BufferedImage of(BufferedImage drawing) {
    FewColours colours = new FewColours(drawing);
    int[] palette = colours.palette.stream().mapToInt(colour -> OPAQUE | colour).toArray();
    BufferedImage indexed =
        new BufferedImage(
            drawing.getWidth(),
            drawing.getHeight(),
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(Byte.SIZE, palette.length, palette, 0, false, -1, 0));
    int[] pixels = pixels(drawing);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = colours.nearest.computeIfAbsent(pixels[i], colours::index);
    }
    indexed.getRaster().setSamples(0, 0, drawing.getWidth(), drawing.getHeight(), 0, pixels);
    return indexed;
  }

  private static int[] pixels(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] &= ~OPAQUE;
    }
    return pixels;
  }

  private int index(int colour) {
    int best = 0;
    for (int i = 1; i < palette.size(); i++) {
      if (distance(colour, palette.get(i)) < distance(colour, palette.get(best))) {
        best = i;
      }
    }
    return best;
  }

  private static int distance(int a, int b) {
    int sum = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      int difference = (a >> shift & 0xff) - (b >> shift & 0xff);
      sum += difference * difference;
    }
    return sum;
  }
}
