package org.planetbench.results;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be. The message is one line: place, expected, got, remedy. */
public final class MalformedFileException extends IOException {
  private MalformedFileException(String message) {
    super(message);
  }

  /** At {@code line}, counted from 1. */
  public static MalformedFileException at(Path file, long line, String problem) {
    return new MalformedFileException(file + ":" + line + ": " + problem);
  }

  /** The file as a whole. */
  public static MalformedFileException in(Path file, String problem) {
    return new MalformedFileException(file + ": " + problem);
  }
}
