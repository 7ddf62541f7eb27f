package org.planetbench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir private Path folder;

  @Test
  void replacesWhatALinkLeadsTo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.write(link, "new");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(file));
  }

  /** Moving a file over it, as an administrator may, would take it from the whole machine. */
  @Test
  void leavesPipesAndDevicesAlone() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    UnwritableFileException refused =
        assertThrows(UnwritableFileException.class, () -> AtomicFile.write(pipe, "text"));
    assertEquals(
        "cannot write " + pipe + ": it is a device or a pipe; free or choose another place",
        refused.getMessage());
    assertTrue(refused.isRefused());
    assertFalse(Files.isRegularFile(pipe));
  }

  @Test
  void aPlaceThatWillNeverDoIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    for (Path place : new Path[] {folder, file.resolve("below"), folder.resolve("no/folder")}) {
      assertTrue(
          assertThrows(UnwritableFileException.class, () -> AtomicFile.write(place, "text"))
              .isRefused());
    }
    assertFalse(
        new UnwritableFileException(file, new IOException("No space left on device")).isRefused());
  }
}
