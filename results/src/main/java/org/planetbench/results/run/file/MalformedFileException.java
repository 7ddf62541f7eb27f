package org.planetbench.results.run.file;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be. The message is one line: place, expected, got, remedy. */
public final class MalformedFileException extends IOException {
  private final transient Path file;
  private final long line;
  private final String problem;

  private MalformedFileException(Path file, long line, String problem) {
    super(file + (line > 0 ? ":" + line : "") + ": " + problem);
    this.file = file;
    this.line = line;
    this.problem = problem;
  }

  /** At {@code line}, counted from 1. */
  public static MalformedFileException at(Path file, long line, String problem) {
    return new MalformedFileException(file, line, problem);
  }

  /** The file as a whole. */
  public static MalformedFileException in(Path file, String problem) {
    return new MalformedFileException(file, 0, problem);
  }

  public Path file() {
    return file;
  }

  /** Counted from 1; 0 if the file as a whole is meant. */
  public long line() {
    return line;
  }

  /** The message without the place. */
  public String problem() {
    return problem;
  }
}
