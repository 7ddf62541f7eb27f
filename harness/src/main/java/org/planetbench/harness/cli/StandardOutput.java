package org.planetbench.harness.cli;

import java.io.FilterOutputStream;
import java.io.IOException;

/** Standard output that says so when nobody reads it any more: {@code | head} ends the work. */
final class StandardOutput extends FilterOutputStream {
  StandardOutput() {
    super(System.out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    System.out.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    if (System.out.checkError()) { // it flushes too
      throw new IOException("standard output was closed; --out FILE keeps the rows in a file");
    }
  }
}
