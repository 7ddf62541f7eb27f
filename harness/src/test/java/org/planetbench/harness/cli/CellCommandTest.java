package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

final class CellCommandTest {
  private static final String CELL = "dummy_counting-random-s1";

  @TempDir private Path folder;

  /** With what the file says, whatever the profile of that name says by now. */
  @Test
  void runsWhatTheFileSaysAndNothingMoreOnceThatIsDone() throws IOException {
    Path profile = folder.resolve("mine.yaml");
    Files.writeString(profile, profile("3"));
    Path runs = folder.resolve("runs");
    Captured run =
        Captured.run(
            "run", "--quiet", "--tracking-uri=none", "--runs=" + runs, "--profile=" + profile);
    assertEquals(new Captured(0, "", ""), run);
    RunRecord ran = RunFolder.at(runs.resolve(CELL)).readRecord();

    Path elsewhere = folder.resolve("elsewhere").resolve(CELL);
    Files.createDirectories(elsewhere);
    Path file = Files.copy(runs.resolve(CELL).resolve("cell.json"), elsewhere.resolve("cell.json"));
    Files.writeString(profile, profile("4"));
    Captured cell = Captured.run("cell", file.toString());
    assertEquals(0, cell.exitCode(), cell::toString);
    assertTrue(cell.out().contains(CELL + ": finished in "), cell::toString);
    RunRecord same = RunFolder.at(elsewhere).readRecord();
    assertEquals(RunStatus.FINISHED, same.status());
    assertEquals(ran.settings(), same.settings());
    assertEquals(ran.certificate(), same.certificate());

    assertEquals(
        new Captured(0, CELL + ": finished before\n", ""), Captured.run("cell", file.toString()));
  }

  /** The checkout may have moved on since the file was written. */
  @Test
  void recordsTheCommitThatRunsTheCell() throws IOException {
    Path profile = Files.writeString(folder.resolve("mine.yaml"), profile("1"));
    Path runs = folder.resolve("runs");
    Captured.run("run", "--quiet", "--tracking-uri=none", "--runs=" + runs, "--profile=" + profile);
    Path run = Files.createDirectories(folder.resolve("elsewhere").resolve(CELL));
    String written = Files.readString(runs.resolve(CELL).resolve("cell.json"));
    String here = Checkout.ofThisProgram().commit();
    String earlier = written.replace("\"" + here + "\"", "\"0123abc\"");
    assertTrue(earlier.contains("0123abc"), written);
    Path file = Files.writeString(run.resolve("cell.json"), earlier);
    Captured cell = Captured.run("cell", file.toString());
    assertEquals(0, cell.exitCode(), cell::toString);
    assertEquals(here, RunFolder.at(run).readRecord().provenance().get("commit"));
  }

  private Path cellFile() throws IOException {
    Path profile = Files.writeString(folder.resolve("mine.yaml"), profile("1"));
    Path runs = folder.resolve("runs");
    Captured.run("run", "--quiet", "--tracking-uri=none", "--runs=" + runs, "--profile=" + profile);
    Path run = folder.resolve("elsewhere").resolve(CELL);
    Files.createDirectories(run.resolve(".claim/1-0123456789abcdef"));
    return Files.copy(runs.resolve(CELL).resolve("cell.json"), run.resolve("cell.json"));
  }

  /** The node of the first attempt is lost, and the scheduler tries again on this one. */
  @Test
  void takesOverWhatAnotherMachineHasBeenSilentOnForLong() throws IOException {
    Path file = cellFile();
    sign(file, Duration.ofSeconds(290)); // so that it waits for ten more
    Captured cell = Captured.run("cell", file.toString());
    assertEquals(0, cell.exitCode(), cell::toString);
    assertTrue(
        cell.out().contains("waits for a sign of life of process 12 on host n7"), cell::toString);
    assertTrue(cell.out().contains("finished in"), cell::toString);
  }

  @Test
  void leavesWhatAnotherMachineGivesSignsOf() throws Exception {
    Path file = cellFile();
    sign(file, Duration.ofSeconds(100));
    AtomicBoolean ended = new AtomicBoolean();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!ended.get()) { // it looks when it has begun, whenever that is
                      Thread.sleep(200);
                      sign(file, Duration.ZERO);
                    }
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    Captured cell = Captured.run("cell", file.toString());
    ended.set(true);
    other.join();
    assertEquals(2, cell.exitCode(), cell::toString);
    assertTrue(cell.out().contains("is being run by process 12 on host n7"), cell::toString);
  }

  private static void sign(Path file, Duration age) throws IOException {
    Path sign = file.resolveSibling(".claim/0123456789abcdef.json");
    Files.writeString(
        sign, "{\"host\": \"n7\", \"process\": 12, \"claimed_at\": \"2026-01-01T00:00:00Z\"}");
    Files.setLastModifiedTime(sign, FileTime.from(Instant.now().minus(age)));
  }

  private static String profile(String episodes) {
    return """
    title: cells of no time
    tasks: [dummy_counting]
    variants: [random]
    seeds: [1]
    recipe: tiny
    schedule:
      seed_episodes: 1
      episodes: 0
      first_updates: 0
      updates_per_episode: 0
      evaluate_every: 0
      evaluation_episodes: 1
      final_evaluation_episodes: %s
    """
        .formatted(episodes);
  }

  @Test
  void refusesAFileThatIsNoCells() throws IOException {
    Path file = Files.writeString(folder.resolve("cell.json"), "{}\n");
    Captured ended = Captured.run("cell", file.toString());
    assertEquals(2, ended.exitCode());
    assertTrue(ended.err().startsWith("bench: " + file + ": "), ended::toString);
  }
}
