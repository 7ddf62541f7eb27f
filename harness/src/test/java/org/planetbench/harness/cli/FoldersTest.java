package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.run.RunFolder;

/** Folders that are not what a command takes them for. */
final class FoldersTest {
  @TempDir private Path directory;
  private Path runs = Path.of("");
  private Path run = Path.of("");

  @BeforeEach
  void writeRuns() throws IOException {
    runs = directory.resolve("runs");
    for (long seed = 1; seed <= 2; seed++) {
      EvaluatedRun.write(runs, "rssm", seed, 100.0 * seed);
    }
    run = runs.resolve("cheetah_run-rssm-s1");
  }

  @Test
  void aFolderThatIsGivenTwiceIsRefused() {
    String twice = runs + "," + runs + "/";
    refused("expected each folder once, got it twice", "report", "--runs", twice);
    refused("expected each folder once, got it twice", "stats", "--runs", twice);
  }

  /** As an unset variable of a script leaves it: not the folder that one is in. */
  @Test
  void anEmptyNameIsRefused() {
    String list = runs + ",";
    refused("expected a folder at each comma, got '" + list + "'", "stats", "--runs", list);
    refused("expected a folder at each comma, got '" + list + "'", "report", "--runs", list);
    refused("--runs: expected a value, got ''", "report", "--runs", "");
    assertThrows(BadInputException.class, () -> FolderList.part(List.of("")));
  }

  @Test
  void aStudyAveragesNoRunsThatWereSetOtherwise() throws IOException {
    for (String cell : List.of("1", "2")) {
      Path file = runs.resolve("cheetah_run-rssm-s" + cell).resolve(RunFolder.RECORD);
      String text = Files.readString(file);
      assertTrue(text.contains("\"settings\": { }"), text);
      Files.writeString(
          file,
          text.replace(
              "\"settings\": { }", "\"settings\": {\"schedule.episodes\": \"" + cell + "5\"}"));
    }
    refused(
        "expected what cheetah_run-rssm-s1 has, with whose seed it would be averaged, got schedule.episodes 25, not 15",
        "study",
        "models",
        "--measure-only",
        "--runs",
        runs.toString());
  }

  /** Before its cells have run for hours. */
  @Test
  void aStudyRefusesCellsThatItCouldNotMeasure() throws IOException {
    Path profile = directory.resolve("released.yaml");
    Files.writeString(
        profile,
        """
        title: cells whose rewards are paired with the state before
        tasks: [cheetah_run]
        variants: [rssm]
        seeds: [1]
        recipe: camera_ready
        schedule: {seed_episodes: 1, first_updates: 1, episodes: 1, updates_per_episode: 1, evaluate_every: 0, evaluation_episodes: 1, final_evaluation_episodes: 1}
        """);
    refused(
        "reward_pairing: expected state_after",
        "study",
        "models",
        "--profile",
        profile.toString(),
        "--runs",
        directory.resolve("none").toString());
    assertFalse(Files.exists(directory.resolve("none")));
  }

  @Test
  void optionsThatWouldChangeNothingAreRefused() {
    String one = run.toString();
    refused("--tolerance: bears on two runs", "verify", one, "--tolerance", "0.1");
    refused("--planner: decides nothing of update", "measure", "update", "--planner", "icem");
    refused(
        "--planner and --set planner: each chooses it",
        "measure",
        "plan",
        "--planner",
        "icem",
        "--set",
        "planner=cem");
    refused("--seed: expected the NAME of a study before it", "study", "--seed", "1");
    refused(
        "--jobs: expected at least 1, got 0", "study", "models", "--measure-only", "--jobs", "0");
    refused(
        "--tracking-uri: chooses nothing with --page-only",
        "study",
        "drift",
        "--page-only",
        "--tracking-uri",
        "none");
    refused(
        "--cpus: expected it or --set threads",
        "submit",
        "--to",
        "slurm",
        "--cpus",
        "4",
        "--set",
        "threads=1",
        "--dry-run");
  }

  @Test
  void noReportIsWrittenAmongTheFilesOfARun() {
    String[] asked = {"report", "--runs", runs.toString(), "--out", run.toString()};
    refused("--out: expected a folder for this alone, got " + run, asked);
    assertFalse(Files.exists(run.resolve("index.html")));
  }

  @Test
  void verifyTellsAFolderOfRunsFromARun() {
    refused("got a folder of runs; --runs " + runs + " checks them all", "verify", runs.toString());
  }

  /** Such as a pipe, or a folder: the run is not overlooked. */
  @Test
  void whateverStandsInARecordsPlaceIsNamed() throws IOException {
    Files.delete(run.resolve("run.json"));
    Files.createDirectory(run.resolve("run.json"));
    Captured report =
        Captured.run("report", "--runs", runs.toString(), "--out", directory + "/report");
    assertEquals(2, report.exitCode(), report::toString);
    assertTrue(report.out().contains("expected a file, got a folder"), report::toString);
  }

  private static void refused(String message, String... arguments) {
    Captured command = Captured.run(arguments);
    assertEquals(2, command.exitCode(), command::toString);
    assertTrue(command.err().contains(message), command::toString);
  }
}
