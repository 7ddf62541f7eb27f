package org.planetbench.results.run.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoTest {
  @TempDir private Path folder;

  @Test
  void keepsFramesSpeedSizeAndShade() throws IOException {
    Path file = folder.resolve("deeper/evaluation.mp4");
    new Video(4).write(file, frames(25), 0.08);
    try (FFmpegFrameGrabber film = new FFmpegFrameGrabber(file.toFile())) {
      film.start();
      assertEquals(avcodec.AV_CODEC_ID_H264, film.getVideoCodec());
      assertEquals(12.5, film.getFrameRate(), 1e-9);
      assertEquals(4 * 16, film.getImageWidth());
      assertEquals(2_000_000, film.getLengthInTime(), "microseconds");
      int count = 0;
      for (var frame = film.grabImage(); frame != null; frame = film.grabImage()) {
        ByteBuffer picture = (ByteBuffer) frame.image[0];
        for (int channel = 0; channel < 3; channel++) {
          assertEquals(grey(count) & 0xff, picture.get(channel) & 0xff, 6, "frame " + count);
        }
        count++;
      }
      assertEquals(25, count);
    }
  }

  /** Browsers slowed an animated GIF of such a rate down. */
  @Test
  void keepsAllFramesOfAFastTask() throws IOException {
    Path file = folder.resolve("evaluation.mp4");
    new Video(2).write(file, frames(30), 0.01);
    try (FFmpegFrameGrabber film = new FFmpegFrameGrabber(file.toFile())) {
      film.start();
      assertEquals(100, film.getFrameRate(), 1e-9);
      assertEquals(30, film.getLengthInVideoFrames());
    }
  }

  @Test
  void writesTheSameBytesEachTime() throws IOException {
    Path first = folder.resolve("first.mp4");
    Path second = folder.resolve("second.mp4");
    new Video(2).write(first, frames(5), 0.04);
    new Video(2).write(second, frames(5), 0.04);
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void refusesNoFramesAndOddSizes() {
    Path file = folder.resolve("none.mp4");
    assertThrows(IllegalArgumentException.class, () -> new Video(2).write(file, List.of(), 0.04));
    assertThrows(IllegalArgumentException.class, () -> new Video(3));
    assertTrue(Files.notExists(file));
  }

  private static byte grey(int frame) {
    return (byte) (0x10 + 9 * (frame % 25));
  }

  private static List<Frame> frames(int count) {
    List<Frame> frames = new ArrayList<>();
    for (int frame = 0; frame < count; frame++) {
      byte[] rgb = new byte[16 * 16 * 3];
      for (int i = 0; i < rgb.length; i += 3) {
        rgb[i] = grey(frame);
        rgb[i + 1] = grey(frame);
        rgb[i + 2] = grey(frame);
      }
      frames.add(new Frame(16, 16, rgb));
    }
    return Collections.unmodifiableList(frames);
  }
}
