package org.planetbench.harness.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/**
 * The last lines of a terminal, which change in place, and the messages that stay above them. All
 * that is written while such lines are shown goes through here: else it would land in their midst.
 * Where there is no terminal, there are messages only.
 *
 * <p>Hazard: whoever shows lines of what changes meanwhile guards it by these lines themselves, the
 * one lock there is: they are drawn within it, by whoever prints.
 */
final class StatusLines implements AutoCloseable {
  private static final Duration REDRAWN_EVERY = Duration.ofMillis(250);

  private final PrintStream out;
  private final PrintStream complaints;
  private final IntSupplier columns;
  private final long interval;

  private IntFunction<List<String>> content = _ -> List.of();
  private List<String> drawn = List.of();
  private long drawnAt;

  /**
   * @param columns of the terminal, anew for each drawing; 0 where there is none
   * @param interval between drawings at least
   */
  StatusLines(PrintStream out, IntSupplier columns, Duration interval) {
    this(out, out, columns, interval);
  }

  private StatusLines(
      PrintStream out, PrintStream complaints, IntSupplier columns, Duration interval) {
    this.out = out;
    this.complaints = complaints;
    this.columns = columns;
    this.interval = interval.toNanos();
    this.drawnAt = System.nanoTime() - this.interval;
  }

  /** On standard output. */
  static StatusLines onOut() {
    return new StatusLines(System.out, TerminalWidth.OUT::columns, REDRAWN_EVERY);
  }

  /** On standard error. */
  static StatusLines onErr() {
    return new StatusLines(System.err, TerminalWidth.ERR::columns, REDRAWN_EVERY);
  }

  /** Messages only, on standard error. */
  static StatusLines plainOnErr() {
    return new StatusLines(System.err, () -> 0, REDRAWN_EVERY);
  }

  /** Shows nothing but complaints, on standard error. */
  static StatusLines quiet() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return new StatusLines(nowhere, System.err, () -> 0, REDRAWN_EVERY);
  }

  /** Whether there are lines that change. */
  boolean isTerminal() {
    return columns.getAsInt() > 0;
  }

  /**
   * Shows these lines from now on, if the last drawing is not too young.
   *
   * @param lines for a terminal of so many columns, each shorter than that
   */
  synchronized void show(IntFunction<List<String>> lines) {
    content = lines;
    if (System.nanoTime() - drawnAt >= interval) {
      write(out, "");
    }
  }

  /** Prints a message above the lines. */
  synchronized void println(String message) {
    write(out, message + System.lineSeparator());
  }

  /** Prints what went wrong above the lines. */
  synchronized void complain(String message) {
    write(complaints, message + System.lineSeparator());
  }

  private void write(PrintStream to, String message) {
    int width = columns.getAsInt();
    if (width <= 0) {
      to.print(message);
      to.flush();
      return;
    }
    List<String> lines = content.apply(width);
    // One write each: another process's output, or a reader, never sees half of it.
    if (message.isEmpty()) {
      out.print(erasing(width) + String.join("\n", lines));
    } else {
      out.print(erasing(width));
      out.flush();
      to.print(message);
      to.flush();
      out.print(String.join("\n", lines));
    }
    out.flush();
    drawn = lines;
    drawnAt = System.nanoTime();
  }

  /** From the end of the last line to the beginning of the first, also in a narrower window. */
  private String erasing(int width) {
    int rows =
        drawn.stream().mapToInt(line -> Math.max(1, Math.ceilDiv(line.length(), width))).sum();
    return drawn.isEmpty()
        ? ""
        : "\r" + (rows > 1 ? "\u001b[" + (rows - 1) + "A" : "") + "\u001b[J";
  }

  /** Takes the lines away. */
  synchronized void clear() {
    content = _ -> List.of();
    write(out, "");
  }

  @Override
  public void close() {
    clear();
  }
}
