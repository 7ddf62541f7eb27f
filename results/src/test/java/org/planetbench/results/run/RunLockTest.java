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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.UnwritableFileException;

class RunLockTest {
  @TempDir Path runs;

  @Test
  void onlyOneHolderPerProcess() throws IOException {
    Path file = runs.resolve(".lock");
    RunLock lock = RunLock.tryAcquire(file).orElseThrow();
    assertTrue(RunLock.tryAcquire(file).isEmpty());
    Files.createDirectory(runs.resolve("x"));
    assertTrue(RunLock.tryAcquire(runs.resolve("x/../.lock")).isEmpty());
    assertEquals("this process", RunLock.holder(file));
    lock.close();
    RunLock.tryAcquire(file).orElseThrow().close();
  }

  @Test
  void otherProcessesAreKeptOutUntilTheHolderIsKilled() throws Exception {
    Path file = runs.resolve(".lock");
    Process holder = start(file);
    assertEquals("got it", holder.inputReader(StandardCharsets.UTF_8).readLine());
    assertTrue(RunLock.tryAcquire(file).isEmpty());
    String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    assertEquals("process " + holder.pid() + " on host " + host, RunLock.holder(file));
    holder.destroyForcibly().waitFor();
    RunLock lock = RunLock.tryAcquire(file).orElseThrow();
    assertTrue(RunLock.tryAcquire(file).isEmpty()); // this must not drop the first one's lock
    Process loser = start(file);
    assertEquals("held", loser.inputReader(StandardCharsets.UTF_8).readLine());
    loser.waitFor();
    lock.close();
  }

  /** Through a link it is another path, and the same file. */
  @Test
  void aLinkedFolderHasTheSameLock() throws IOException {
    Path folder = Files.createDirectory(runs.resolve("folder"));
    Path linked = Files.createSymbolicLink(runs.resolve("link"), folder).resolve(".lock");
    try (RunLock _ = RunLock.tryAcquire(folder.resolve(".lock")).orElseThrow()) {
      assertTrue(RunLock.tryAcquire(linked).isEmpty());
      assertEquals("this process", RunLock.holder(linked));
    }
    RunLock.tryAcquire(linked).orElseThrow().close();
  }

  @Test
  void waitsForAWhile() throws Exception {
    Path file = runs.resolve(".lock");
    RunLock lock = RunLock.tryAcquire(file).orElseThrow();
    assertTrue(RunLock.acquire(file, Duration.ofMillis(50)).isEmpty());
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
    RunLock.acquire(file, Duration.ofMinutes(1)).orElseThrow().close();
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

  private static Process start(Path file) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Another process that takes the lock and keeps it until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      if (RunLock.tryAcquire(Path.of(args[0])).isEmpty()) {
        System.out.println("held");
        return;
      }
      System.out.println("got it");
      Thread.sleep(60_000);
    }
  }
}
