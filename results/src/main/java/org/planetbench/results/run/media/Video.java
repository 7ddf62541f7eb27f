package org.planetbench.results.run.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;

/**
 * An episode as a film in real time: H.264 in MP4, which browsers play, pause and step through. The
 * same frames give the same bytes: one thread encodes, and nothing of the time of day is written.
 */
public final class Video {
  /** H.264's quantiser: 18 is hard to tell from the original, 26 is not. */
  private static final String FINEST = "18";

  private static final String COARSEST = "24";

  /** Of no consequence between the two, but the encoder wants to be told one. */
  private static final int BITS_PER_SECOND = 600_000;

  /** A still picture that a viewer can jump to; without, one is left per 12 frames. */
  private static final int FRAMES_BETWEEN_STILLS = 250;

  private final int scale;

  /**
   * @param scale screen pixels per pixel, even since H.264 halves the resolution of colour; 4 shows
   *     64 x 64 frames at 256 x 256
   */
  public Video(int scale) {
    if (scale < 2 || scale % 2 != 0) {
      throw new IllegalArgumentException("scale: expected an even number, got " + scale);
    }
    this.scale = scale;
  }

  /**
   * @param secondsPerFrame time between two frames: the control step times the action repeat
   */
  public void write(Path file, List<Frame> frames, double secondsPerFrame) throws IOException {
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("a video needs at least one frame");
    }
    if (!(secondsPerFrame > 0 && Double.isFinite(secondsPerFrame))) {
      throw new IllegalArgumentException("seconds per frame: expected > 0, got " + secondsPerFrame);
    }
    Path encoded = Files.createTempFile("planet-bench-", ".mp4");
    try {
      encode(encoded, frames, secondsPerFrame);
      Media.write(file, Files.readAllBytes(encoded));
    } finally {
      Files.deleteIfExists(encoded);
    }
  }

  private void encode(Path file, List<Frame> frames, double secondsPerFrame) throws IOException {
    Frame first = frames.getFirst();
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    try (FFmpegFrameRecorder recorder =
        new FFmpegFrameRecorder(file.toFile(), first.width() * scale, first.height() * scale, 0)) {
      recorder.setFormat("mp4");
      recorder.setVideoCodecName("libopenh264");
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.setFrameRate(1 / secondsPerFrame);
      recorder.setVideoBitrate(BITS_PER_SECOND);
      recorder.setVideoOption("rc_mode", "quality");
      recorder.setVideoOption("qmin", FINEST);
      recorder.setVideoOption("qmax", COARSEST);
      recorder.setGopSize(FRAMES_BETWEEN_STILLS);
      recorder.setVideoOption("threads", "1");
      recorder.setOption("movflags", "+faststart"); // plays before all of it is there
      recorder.setOption("fflags", "+bitexact");
      recorder.start();
      for (Frame frame : frames) {
        try (org.bytedeco.javacv.Frame large = enlarged(frame)) {
          recorder.record(large, avutil.AV_PIX_FMT_RGB24);
        }
      }
    }
  }

  private org.bytedeco.javacv.Frame enlarged(Frame frame) {
    int width = frame.width() * scale;
    int height = frame.height() * scale;
    byte[] row = new byte[width * 3];
    org.bytedeco.javacv.Frame large =
        new org.bytedeco.javacv.Frame(width, height, org.bytedeco.javacv.Frame.DEPTH_UBYTE, 3);
    ByteBuffer pixels = (ByteBuffer) large.image[0];
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = frame.rgb()[(y / scale * frame.width() + i / 3 / scale) * 3 + i % 3];
      }
      pixels.put(y * large.imageStride, row);
    }
    return large;
  }
}
