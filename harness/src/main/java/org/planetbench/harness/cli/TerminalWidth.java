package org.planetbench.harness.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * How wide the terminal is that a standard stream goes to, asked of the kernel. Nothing of the
 * terminal is changed, so that a process in the background may ask, too; and no other process is
 * started for it, beside latencies that are measured.
 */
enum TerminalWidth {
  OUT(1),
  ERR(2);

  private static final int USUAL_COLUMNS = 80;

  /** TIOCGWINSZ of Linux fills a struct winsize: rows, columns, and two numbers of pixels. */
  private static final long GET_WINDOW_SIZE = 0x5413;

  private static final long SIZE_BYTES = 4L * Short.BYTES;

  private static final MethodHandle IOCTL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("ioctl").orElseThrow(),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
              Linker.Option.firstVariadicArg(2));

  private final int descriptor;

  TerminalWidth(int descriptor) {
    this.descriptor = descriptor;
  }

  /** As it is now: 0 where the stream goes to no terminal, or to one whose lines cannot change. */
  int columns() {
    return "dumb".equals(System.getenv("TERM")) ? 0 : wide();
  }

  boolean isTerminal() {
    return columns() > 0;
  }

  private int wide() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(SIZE_BYTES, Short.BYTES);
      if ((int) IOCTL.invokeExact(descriptor, GET_WINDOW_SIZE, size) != 0) {
        return 0;
      }
      int columns = Short.toUnsignedInt(size.get(JAVA_SHORT, Short.BYTES));
      return columns > 0 ? columns : USUAL_COLUMNS; // not every terminal says
    } catch (Throwable e) {
      throw new IllegalStateException("ioctl", e);
    }
  }
}
