package org.planetbench.results.csv;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lines as bytes, for what needs no parsing. A row of our tables is one line: no field holds a line
 * break.
 */
final class CsvLines {
  private CsvLines() {}

  /** Reads over {@code lines} lines; says how many there were. */
  static long skip(InputStream in, long lines) throws IOException {
    long skipped = 0;
    while (skipped < lines) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      if (b == '\n') {
        skipped++;
      }
    }
    return skipped;
  }

  /** The next line without its line break. */
  static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toByteArray();
  }

  /** Number of whole lines. */
  static long count(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return skip(in, Long.MAX_VALUE);
    }
  }

  /** Length in bytes of the first {@code lines} lines, or -1 if there are fewer. */
  static long length(Path file, long lines) throws IOException {
    long bytes = 0;
    long seen = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      while (seen < lines) {
        int b = in.read();
        if (b < 0) {
          return -1;
        }
        bytes++;
        if (b == '\n') {
          seen++;
        }
      }
    }
    return bytes;
  }

  static boolean endsWithNewline(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      if (channel.size() == 0) {
        return false;
      }
      ByteBuffer last = ByteBuffer.allocate(1);
      channel.position(channel.size() - 1).read(last);
      return last.get(0) == '\n';
    }
  }
}
