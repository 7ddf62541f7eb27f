package org.planetbench.results.run.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.file.MalformedFileException;

final class LineReaderTest {
  private static final CsvTable<String> TABLE =
      new CsvTable<>(List.of("a"), List::of, row -> row.text("a"));

  @TempDir private Path folder;

  /** Else a file without line breaks would be read into memory whole. */
  @Test
  void aLineWithoutEndIsRefusedInHeaderAndRows() throws IOException {
    String problem = ": expected a table's line, got one of more than 1000000 bytes";
    Path header = Files.writeString(folder.resolve("header"), "x".repeat(3_000_000));
    assertEquals(header + ":1" + problem, complaint(header));
    Path row = Files.writeString(folder.resolve("row"), "a\n1\n" + "x".repeat(3_000_000));
    assertEquals(row + ":3" + problem, complaint(row));
  }

  private static String complaint(Path file) {
    return String.valueOf(
        assertThrows(MalformedFileException.class, () -> TABLE.read(file)).getMessage());
  }
}
