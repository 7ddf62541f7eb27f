package org.planetbench.results.run.validation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The kinds of pictures that runs leave, and whether a file is a whole one. */
enum MediaKind {
  GIF {
    @Override
    boolean isWhole(byte[] bytes) {
      return has(bytes, 0, ascii("GIF89a")) && ends(bytes, (byte) 0x3B);
    }
  },
  PNG {
    @Override
    boolean isWhole(byte[] bytes) {
      return has(bytes, 0, (byte) 0x89, (byte) 'P', (byte) 'N', (byte) 'G')
          && ends(
              bytes,
              (byte) 'I',
              (byte) 'E',
              (byte) 'N',
              (byte) 'D',
              (byte) 0xAE,
              (byte) 0x42,
              (byte) 0x60,
              (byte) 0x82);
    }
  },
  MP4 {
    // A sequence of boxes, each of which begins with its size, the first of type ftyp.
    @Override
    boolean isWhole(byte[] bytes) {
      long at = 0;
      while (at + Integer.BYTES < bytes.length) {
        int size = ByteBuffer.wrap(bytes).getInt((int) at);
        if (size < 2 * Integer.BYTES) {
          return false;
        }
        at += size;
      }
      return has(bytes, Integer.BYTES, ascii("ftyp")) && at == bytes.length;
    }
  };

  abstract boolean isWhole(byte[] bytes);

  /** By the end of its name. */
  static MediaKind of(Path file) {
    String name = file.toString();
    return name.endsWith(".gif") ? GIF : name.endsWith(".mp4") ? MP4 : PNG;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean has(byte[] bytes, int at, byte... part) {
    return bytes.length >= at + part.length
        && Arrays.equals(bytes, at, at + part.length, part, 0, part.length);
  }

  private static boolean ends(byte[] bytes, byte... end) {
    return bytes.length >= end.length && has(bytes, bytes.length - end.length, end);
  }
}
