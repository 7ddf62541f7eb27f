package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.RunFolder;
import org.planetbench.results.RunRecord;
import org.planetbench.results.RunStatus;

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
