package org.planetbench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path runs;

  @Test
  void onlyOneHolderPerProcess() throws IOException {
    RunFolder folder = RunFolder.create(runs, "cell");
    RunLock lock = folder.tryLock().orElseThrow();
    assertTrue(folder.tryLock().isEmpty());
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
    assertEquals("process " + holder.pid(), folder.lockHolder());
    holder.destroyForcibly().waitFor();
    RunLock lock = folder.tryLock().orElseThrow();
    assertTrue(folder.tryLock().isEmpty()); // this must not drop the first one's lock
    Process loser = start(folder);
    assertEquals("held", loser.inputReader(StandardCharsets.UTF_8).readLine());
    loser.waitFor();
    lock.close();
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
