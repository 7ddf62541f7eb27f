package org.planetbench.results.csv;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.planetbench.results.MalformedFileException;

/** A table's bytes, as long as its lines are as long as a table's may be: else it is none. */
final class BoundedLines extends FilterInputStream {
  /** In bytes; the longest of our own tables have hundreds. */
  private static final int LIMIT = 1_000_000;

  private final Path file;
  private long line = 1;
  private int length;

  BoundedLines(Path file, InputStream in) {
    super(in);
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0) {
      count((byte) b);
    }
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    int got = super.read(bytes, offset, count);
    for (int i = offset; i < offset + got; i++) {
      count(bytes[i]);
    }
    return got;
  }

  private void count(byte b) throws MalformedFileException {
    length++;
    if (b == '\n') {
      line++;
      length = 0;
    } else if (length > LIMIT) {
      throw MalformedFileException.at(
          file, line, "expected a table's line, got one of more than " + LIMIT + " bytes");
    }
  }
}
