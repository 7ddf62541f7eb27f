package org.planetbench.results.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A committed file that says how an output looks, byte for byte. After a change that is meant,
 * {@code PLANETBENCH_GOLDEN=write} in the environment writes them anew, and the commit shows what
 * moved.
 */
record GoldenFile(String name) {
  private static final Path FOLDER =
      Path.of(
          System.getProperty("planetbench.home"),
          "results/src/test/resources/org/planetbench/results/golden");

  void requireEqual(String actual) throws IOException {
    Path file = FOLDER.resolve(name);
    if ("write".equals(System.getenv("PLANETBENCH_GOLDEN"))) {
      assertNull(System.getenv("CI"), "PLANETBENCH_GOLDEN=write: expected no CI");
      Files.writeString(file, actual);
    }
    assertEquals(Files.readString(file), actual, name);
  }
}
