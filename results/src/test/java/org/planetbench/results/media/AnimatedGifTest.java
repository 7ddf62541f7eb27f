package org.planetbench.results.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnimatedGifTest {
  private record Read(int frames, int width, int delay, byte[] loop, int firstPixel) {}

  @TempDir private Path folder;

  @Test
  void keepsFramesSpeedAndColour() throws IOException {
    Path file = folder.resolve("deeper/evaluation.gif");
    new AnimatedGif(3).write(file, frames(25), 0.08);
    Read read = read(file);
    assertEquals(25, read.frames());
    assertEquals(3 * 8, read.width());
    assertEquals(8, read.delay(), "hundredths of a second");
    assertArrayEquals(new byte[] {1, 0, 0}, read.loop(), "for ever");
    assertEquals(0xff204060, read.firstPixel());
  }

  @Test
  void thinsWhatBrowsersWouldPlaySlowly() throws IOException {
    Path file = folder.resolve("evaluation.gif");
    new AnimatedGif(1).write(file, frames(25), 0.01);
    Read read = read(file);
    assertEquals(7, read.frames(), "frames 0, 4, ..., 24");
    assertEquals(4, read.delay());
  }

  @Test
  void writesTheSameBytesEachTime() throws IOException {
    Path first = folder.resolve("first.gif");
    Path second = folder.resolve("second.gif");
    new AnimatedGif(2).write(first, frames(5), 0.04);
    new AnimatedGif(2).write(second, frames(5), 0.04);
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void refusesNoFrames() {
    Path file = folder.resolve("none.gif");
    assertThrows(
        IllegalArgumentException.class, () -> new AnimatedGif(1).write(file, List.of(), 0.04));
  }

  private static List<Frame> frames(int count) {
    List<Frame> frames = new ArrayList<>();
    for (int frame = 0; frame < count; frame++) {
      byte[] rgb = new byte[8 * 8 * 3];
      for (int i = 0; i < rgb.length; i += 3) {
        rgb[i] = 0x20;
        rgb[i + 1] = 0x40;
        rgb[i + 2] = (byte) (0x60 + frame);
      }
      frames.add(new Frame(8, 8, rgb));
    }
    return Collections.unmodifiableList(frames);
  }

  private static Read read(Path file) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(in);
      BufferedImage first = reader.read(0);
      IIOMetadataNode root =
          (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
      IIOMetadataNode control =
          (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
      IIOMetadataNode loop =
          (IIOMetadataNode) root.getElementsByTagName("ApplicationExtension").item(0);
      return new Read(
          reader.getNumImages(true),
          first.getWidth(),
          Integer.parseInt(control.getAttribute("delayTime")),
          (byte[]) loop.getUserObject(),
          first.getRGB(0, 0));
    } finally {
      reader.dispose();
    }
  }
}
