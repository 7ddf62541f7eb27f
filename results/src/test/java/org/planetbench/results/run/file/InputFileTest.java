package org.planetbench.results.run.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class InputFileTest {
  @TempDir private Path folder;

  @Test
  void readsText() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "\uFEFFé\n");
    assertEquals("é\n", InputFile.text(file, 6));
  }

  /** A pipe without a writer would be waited for, a device may have no end. */
  @Test
  @Timeout(20)
  void opensNothingButFiles() throws IOException, InterruptedException {
    assertComplains(": expected a file, got a folder", folder);
    assertComplains(": expected this file, but it is missing", folder.resolve("none"));
    assertComplains(": expected this file, but it is missing", Path.of("/dev/null/none"));
    for (Path endless : new Path[] {Path.of("/dev/zero"), pipe()}) {
      assertComplains(
          ": expected a file, got a device or a pipe; copy what it holds into a file", endless);
    }
  }

  private Path pipe() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    return pipe;
  }

  @Test
  void readsNoMoreThanMakesSense() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "x".repeat(2_000_001));
    assertComplains(": expected a file of at most 2 MB, got 2.0 MB", file);
  }

  @Test
  void namesTheLineThatIsNotUtf8() throws IOException {
    Path file = folder.resolve("f");
    Files.writeString(file, "a\né\n", StandardCharsets.ISO_8859_1);
    assertComplains(":2: expected UTF-8; save the file as UTF-8", file);
  }

  private static void assertComplains(String problem, Path file) {
    assertEquals(
        file + problem,
        assertThrows(MalformedFileException.class, () -> InputFile.text(file, 2_000_000))
            .getMessage());
  }
}
