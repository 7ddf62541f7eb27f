package org.planetbench.results.run.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.planetbench.results.run.file.InputFile;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * The lines of a file in turn, in constant memory. A row of our tables is one line: no field holds
 * a line break.
 */
final class LineReader implements Closeable {
  /** In bytes; the longest lines of our own tables have hundreds. */
  private static final int LONGEST = 1_000_000;

  private final Path file;
  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;
  private long position;
  private long lines;
  private boolean whole = true;

  /**
   * @throws MalformedFileException if there is no such file, or something else in its place
   */
  LineReader(Path file) throws IOException {
    this.file = file;
    this.in = InputFile.open(file);
  }

  /** The next line without its line break; empty at the end. */
  Optional<String> next() throws IOException {
    int length = advance();
    if (length < 0) {
      return Optional.empty();
    }
    int end = from - (whole ? 1 : 0);
    int start = end - length;
    if (end > start && buffer[end - 1] == '\r') {
      end--;
    }
    return Optional.of(new String(buffer, start, end - start, StandardCharsets.UTF_8));
  }

  /** Reads over {@code count} lines; says how many there were. */
  long skip(long count) throws IOException {
    long skipped = 0;
    while (skipped < count && advance() >= 0) {
      skipped++;
    }
    return skipped;
  }

  /** Lines read so far: the number of the last one, counted from 1. */
  long lines() {
    return lines;
  }

  /** Bytes read so far, line breaks included. */
  long position() {
    return position;
  }

  /** Whether the last line ended with a line break, as all lines of ours do. */
  boolean isWhole() {
    return whole;
  }

  /** Puts the next line before {@code from}; its length without LF, or -1 at the end. */
  private int advance() throws IOException {
    int scanned = from;
    while (true) {
      for (; scanned < to; scanned++) {
        if (buffer[scanned] == '\n') {
          return took(scanned + 1, true);
        }
      }
      scanned -= from;
      if (!fill()) {
        return from == to ? -1 : took(to, false);
      }
      scanned += from;
    }
  }

  private int took(int end, boolean isWhole) {
    int bytes = end - from;
    from = end;
    position += bytes;
    lines++;
    whole = isWhole;
    return isWhole ? bytes - 1 : bytes;
  }

  /** Moves what is left to the buffer's start and reads more; false at the file's end. */
  private boolean fill() throws IOException {
    if (to - from >= LONGEST) {
      throw MalformedFileException.at(
          file, lines + 1, "expected a table's line, got one of more than " + LONGEST + " bytes");
    }
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int read = in.read(buffer, to, buffer.length - to);
    to += Math.max(0, read);
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
