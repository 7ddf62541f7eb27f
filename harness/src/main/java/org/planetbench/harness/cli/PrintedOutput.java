package org.planetbench.harness.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.run.ExitCode;

/**
 * {@link System#out} that remembers why something could not be written: a {@link PrintStream} keeps
 * silent, and a table on a full disk would seem to be whole.
 */
final class PrintedOutput extends FilterOutputStream {
  private @Nullable IOException failure;

  PrintedOutput(OutputStream out) {
    super(out);
  }

  /** Takes the place of {@link System#out}. */
  static PrintedOutput install() {
    PrintedOutput output = new PrintedOutput(new FileOutputStream(FileDescriptor.out));
    Charset charset = System.out.charset();
    System.setOut(new PrintStream(output, true, charset));
    return output;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * The exit code of a command that ended with {@code code}: another one if what it printed is
   * lost. A reader that has seen enough and went away, such as {@code head}, is no failure.
   */
  int exitCode(int code) {
    System.out.flush();
    String reason = failure == null ? null : failure.getMessage();
    if (code != ExitCode.SUCCESS.number() || reason == null || reason.contains("Broken pipe")) {
      return code;
    }
    System.err.println("bench: cannot write to standard output: " + reason);
    return ExitCode.CELL_FAILED.number();
  }
}
