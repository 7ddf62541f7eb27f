package org.planetbench.results.run.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  private static final int WRITERS = 8;

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** As long as it says, so that a mixture or a part shows. */
  private static String content(int writer) {
    return Integer.toString(writer).repeat(10_000 * (writer + 1));
  }

  @Test
  void ofManyWritersAtOnceEachWritesAWholeFile() throws Exception {
    Path file = folder.resolve("file");
    AtomicFile.write(file, content(0));
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        ends.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 20; round++) {
                    AtomicFile.write(file, content(writer));
                    String seen = Files.readString(file);
                    assertEquals(content(seen.charAt(0) - '0'), seen);
                  }
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    }
    assertEquals(List.of("file"), names());
  }

  @Test
  void ofManyWhoMakeAFileAtOnceOneDoes() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path file = folder.resolve("file");
      CyclicBarrier together = new CyclicBarrier(WRITERS);
      List<Future<Boolean>> made = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
        for (int i = 0; i < WRITERS; i++) {
          int writer = i;
          made.add(
              threads.submit(
                  () -> {
                    together.await();
                    return AtomicFile.create(file, content(writer));
                  }));
        }
      }
      String seen = Files.readString(file);
      int winner = seen.charAt(0) - '0';
      assertEquals(content(winner), seen);
      for (int i = 0; i < WRITERS; i++) {
        assertEquals(i == winner, made.get(i).get());
      }
      assertEquals(List.of("file"), names());
      Files.delete(file);
    }
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("file");
    AtomicFile.write(file, "old");
    for (Throwable failure : List.of(new IllegalStateException(), new OutOfMemoryError())) {
      assertThrows(
          failure.getClass(),
          () ->
              AtomicFile.write(
                  file,
                  out -> {
                    out.write(1);
                    switch (failure) {
                      case Error e -> throw e;
                      default -> throw (RuntimeException) failure;
                    }
                  }));
    }
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("file"), names());
  }

  @Test
  void whatADeadWriterLeftIsRemovedAndWhatALivingOneWritesIsNot() throws Exception {
    Process writer = start(folder.resolve("theirs"));
    assertEquals("writing", writer.inputReader(StandardCharsets.UTF_8).readLine());
    AtomicFile.write(folder.resolve("ours"), "");
    TemporaryFile.sweep(folder);
    assertTrue(
        names().getFirst().matches("\\.theirs\\.bench-[0-9a-f]{16}\\.tmp"), names()::toString);
    writer.destroyForcibly().waitFor();
    assertEquals(2, names().size());
    TemporaryFile.sweep(folder);
    assertEquals(List.of("ours"), names());
  }

  @Test
  void theFirstWriteIntoAFolderRemovesWhatWasLeftThere() throws IOException {
    Path left = Files.writeString(folder.resolve(".file.bench-0123456789abcdef.tmp"), "half");
    Path foreign = Files.writeString(folder.resolve(".file.tmp"), "of another program");
    AtomicFile.write(folder.resolve("file"), "whole");
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(foreign));
  }

  private static Process start(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Another process, which is killed while it writes. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      AtomicFile.write(
          Path.of(args[0]),
          out -> {
            out.write(1);
            System.out.println("writing");
            try {
              Thread.sleep(60_000);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          });
    }
  }

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
