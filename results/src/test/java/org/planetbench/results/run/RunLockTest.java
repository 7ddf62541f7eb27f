package org.planetbench.results.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.UnwritableFileException;

class RunLockTest {
  @TempDir Path runs;

  @Test
  void onlyOneHolderPerProcess() throws IOException {
    RunFolder folder = RunFolder.create(runs, "cell");
    RunLock lock = folder.tryLock().orElseThrow();
    assertTrue(folder.tryLock().isEmpty());
    Files.createDirectory(runs.resolve("x"));
    assertTrue(RunFolder.at(runs.resolve("x/../cell")).tryLock().isEmpty());
    assertEquals("this process", folder.lockHolder());
    lock.close();
    folder.tryLock().orElseThrow().close();
  }

  @Test
  void otherProcessesAreKeptOutUntilTheHolderIsKilled() throws Exception {
    RunFolder folder = RunFolder.create(runs, "cell");
    Process holder = start(folder);
    assertEquals("got it", holder.inputReader(StandardCharsets.UTF_8).readLine());
    assertTrue(folder.tryLock().isEmpty());
    String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    String runner = "process " + holder.pid() + " on host " + host;
    assertEquals(runner, folder.lockHolder());
    assertEquals(Optional.of(runner), folder.runner());
    holder.destroyForcibly().waitFor();
    RunLock lock = folder.tryLock().orElseThrow();
    assertTrue(folder.tryLock().isEmpty()); // this must not drop the first one's lock
    Process loser = start(folder);
    assertEquals("held", loser.inputReader(StandardCharsets.UTF_8).readLine());
    loser.waitFor();
    lock.close();
  }

  /** Through a link it is another path, and the same file. */
  @Test
  void aLinkedFolderHasTheSameLock() throws IOException {
    RunFolder folder = RunFolder.create(runs, "cell");
    Path link = Files.createSymbolicLink(runs.resolve("link"), folder.path());
    try (RunLock _ = folder.tryLock().orElseThrow()) {
      assertTrue(RunFolder.at(link).tryLock().isEmpty());
      assertEquals(Optional.of("this process"), RunFolder.at(link).runner());
    }
    RunFolder.at(link).tryLock().orElseThrow().close();
  }

  @Test
  void lookingWhoHasItTakesNothingAndWritesNothing() throws IOException {
    RunFolder folder = RunFolder.create(runs, "cell");
    assertEquals(Optional.empty(), folder.runner());
    assertTrue(Files.notExists(folder.file(".lock")));
    folder.tryLock().orElseThrow().close();
    assertEquals(Optional.empty(), folder.runner());
  }

  @Test
  void waitsForAWhile() throws Exception {
    RunFolder folder = RunFolder.create(runs, "cell");
    RunLock lock = folder.tryLock().orElseThrow();
    assertTrue(folder.lock(Duration.ofMillis(50)).isEmpty());
    Thread closing =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Thread.sleep(100);
                    lock.close();
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    folder.lock(Duration.ofMinutes(1)).orElseThrow().close();
    closing.join();
  }

  /** Linux has a file for it: every write says that there is no space left. */
  @Test
  void isGivenBackWhereTheDiskIsFull() throws IOException {
    Path full = Path.of("/dev/full");
    Path file = Files.createSymbolicLink(runs.resolve(".lock"), full);
    for (int i = 0; i < 2; i++) { // the second time it would not be free
      Complaint.assertSays(
          "No space left on device", UnwritableFileException.class, () -> RunLock.tryAcquire(file));
    }
    try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
      assertNotNull(channel.tryLock()); // throws where this JVM has it
    }
  }

  private static Process start(RunFolder folder) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            folder.path().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Another process that takes the lock and keeps it until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      if (RunFolder.at(Path.of(args[0])).tryLock().isEmpty()) {
        System.out.println("held");
        return;
      }
      System.out.println("got it");
      Thread.sleep(60_000);
    }
  }
}
