package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class CheckoutTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private static Optional<String> output(Duration longest, String script)
      throws IOException, InterruptedException {
    return Checkout.output(List.of("sh", "-c", script), longest);
  }

  @Test
  void returnsWhatWasPrintedByACommandThatEndsWell() throws IOException, InterruptedException {
    assertEquals(Optional.of("0123abc"), output(LONG, "echo 0123abc"));
    assertEquals(Optional.empty(), output(LONG, "echo 0123abc; exit 1"));
    int larger = 1 << 20; // than a pipe holds
    assertEquals(
        larger, output(LONG, "head -c " + larger + " /dev/zero | tr '\\0' x").orElse("").length());
  }

  @Test
  void saysThatGitDoesNotReadTheCommit(@TempDir Path home) throws IOException {
    Checkout checkout = new Checkout(home);
    assertEquals("unknown", checkout.commit());
    assertEquals(Optional.empty(), checkout.remark("unknown"), "a copy without git");
    Files.createDirectory(home.resolve(".git"));
    assertEquals("unknown", checkout.commit());
    assertEquals(
        Optional.of(
            "The commit is recorded as unknown: git does not read it; git -C '%s' status says why."
                .formatted(home)),
        checkout.remark("unknown"));
    assertEquals(Optional.empty(), checkout.remark("0123abc"));
  }

  /** Also where the copy lies in a repository of something else. */
  @Test
  void readsTheCommitThatACopyWithoutGitHas(@TempDir Path home) throws IOException {
    Files.writeString(home.resolve("COMMIT"), "0123abc-dirty\n");
    assertEquals("0123abc-dirty", new Checkout(home).commit());
  }

  /** A git that waits for a file system. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void givesUpOnACommandThatHangs() throws IOException, InterruptedException {
    assertEquals(Optional.empty(), output(Duration.ofMillis(200), "echo 0123abc; exec sleep 600"));
  }

  /** A git that leaves a child behind, with the command's own output open. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void doesNotWaitForWhatACommandLeavesBehind() throws IOException, InterruptedException {
    String child = output(LONG, "sleep 600 & echo $!").orElse("");
    assertTrue(ProcessHandle.of(Long.parseLong(child)).orElseThrow().destroyForcibly());
  }
}
