package org.planetbench.results.run.csv;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.planetbench.results.run.file.MalformedFileException;

/** On which line of a table each key stood first: a table of one number per key has none twice. */
public final class FirstLines {
  private final Path file;
  private final String key;
  private final Map<Object, Integer> lines = new HashMap<>();

  /**
   * @param key what a key is made of, for messages: {@code task and seed}
   */
  public FirstLines(Path file, String key) {
    this.file = file;
    this.key = key;
  }

  /**
   * @param line counted from 1
   * @throws MalformedFileException if the value stood on a line before
   */
  public void requireNew(Object value, int line) throws MalformedFileException {
    Integer earlier = lines.putIfAbsent(value, line);
    if (earlier != null) {
      throw MalformedFileException.at(
          file,
          line,
          String.format(
              Locale.ROOT,
              "expected one number per %s, got a second one; the first is on line %d",
              key,
              earlier));
    }
  }
}
