package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatusCommandTest {
  @TempDir private Path folder;

  private List<String> run(String task) {
    return List.of(
        "run",
        "--quiet",
        "--profile=smoke",
        "--task=" + task,
        "--variant=random",
        "--tracking-uri=none",
        "--runs=" + folder.resolve("runs"));
  }

  private Captured status(String... options) {
    return Captured.run(
        Stream.concat(Stream.of("status", "--runs=" + folder.resolve("runs")), Stream.of(options))
            .toList());
  }

  @Test
  void saysHowFarEachCellIs() throws IOException {
    Captured.run(run("dummy_counting"));
    Captured.run(run("dummy_failing_step"));
    waiting();
    Captured table = status();
    assertEquals(0, table.exitCode(), table::toString);
    List<String> lines = table.out().lines().toList();
    assertTrue(lines.get(0).matches("cell +state +.*note"), table::toString);
    assertTrue(
        lines.get(1).matches("dummy_counting-random-s1 +done .*100 % .*finished.* 15 .*"),
        table::toString);
    assertTrue(lines.get(2).matches("dummy_counting-random-s2 +waiting .*"), table::toString);
    assertTrue(
        lines.get(3).matches("dummy_failing_step-random-s1 +failed .*environment step 5"),
        table::toString);
    assertEquals("3 cells: 1 done, 1 waiting, 1 failed.", lines.getLast());

    JsonNode json = new ObjectMapper().readTree(status("--json").out());
    assertEquals(1, json.path("counts").path("done").asInt());
    assertEquals(0, json.path("counts").path("stale").asInt());
    assertTrue(json.path("seconds_left").isNull());
    JsonNode first = json.path("cells").path(0);
    assertEquals("dummy_counting-random-s1", first.path("cell").asText());
    assertEquals(1.0, first.path("fraction_done").asDouble());
    assertEquals(15.0, first.path("episode_return").asDouble());
    assertTrue(first.path("where").isNull());
  }

  @Test
  void aFolderWithoutRunsIsAMistake() throws IOException {
    Files.createDirectories(folder.resolve("runs"));
    Captured ended = status();
    assertEquals(2, ended.exitCode(), ended::toString);
    assertTrue(ended.err().contains("expected a folder of runs, got one without any"));
  }

  @Test
  void watchingEndsOnceAllHaveEnded() {
    Captured.run(run("dummy_counting"));
    assertEquals(status().out(), status("--watch").out());
  }

  /** For scripts: silent until there is nothing left to do. */
  @Test
  void waitsUntilTheLastCellHasEnded() throws Exception {
    Captured.run(run("dummy_counting"));
    Path waiting = waiting();
    Thread other = endsSoon(waiting);
    Captured waited = status("--wait");
    assertTrue(Files.notExists(waiting), "it did not wait");
    other.join();
    assertEquals(0, waited.exitCode(), waited::toString);
    assertEquals("1 cell: 1 done.", waited.out().lines().toList().getLast());
    assertEquals(1, tables(waited), waited::toString);
  }

  @Test
  void watchesUntilTheLastCellHasEnded() throws Exception {
    Captured.run(run("dummy_counting"));
    Thread other = endsSoon(waiting());
    Captured watched = status("--watch");
    other.join();
    assertEquals(0, watched.exitCode(), watched::toString);
    assertTrue(watched.out().contains("2 cells: 1 done, 1 waiting."), watched::toString);
    assertEquals("1 cell: 1 done.", watched.out().lines().toList().getLast());
    assertEquals(2, tables(watched), watched::toString);
  }

  private Path waiting() throws IOException {
    Path waiting = Files.createDirectories(folder.resolve("runs/dummy_counting-random-s2"));
    Files.copy(
        folder.resolve("runs/dummy_counting-random-s1/cell.json"), waiting.resolve("cell.json"));
    return waiting;
  }

  /** It goes between the first look and the second. */
  private static Thread endsSoon(Path waiting) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                Thread.sleep(4000);
                Files.move(waiting, waiting.resolveSibling("../gone"));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static long tables(Captured status) {
    return status.out().lines().filter(line -> line.matches("cell +state +.*note")).count();
  }

  @Test
  void aSubmissionsCellsAreLookedAtAlone() throws IOException {
    Captured.run(run("dummy_counting"));
    Captured.run(run("dummy_failing_step"));
    Path submission = Files.createDirectories(folder.resolve("runs/submissions/1"));
    Files.writeString(
        submission.resolve("submission.json"),
        "{\"commit\": \"abc\", \"cells\": [\"dummy_counting-random-s1\"]}");
    Captured waited = status("--submission=1", "--wait");
    assertEquals(0, waited.exitCode(), waited::toString);
    assertEquals("1 cell: 1 done.", waited.out().lines().toList().getLast());
    Captured missing = status("--submission=2");
    assertEquals(2, missing.exitCode());
    assertTrue(missing.err().contains("2/submission.json: expected this file"), missing::toString);
  }

  @Test
  void refusesAFolderThatIsNone() {
    Captured missing = status();
    assertEquals(2, missing.exitCode());
    assertTrue(missing.err().contains("expected a folder of runs"), missing::toString);
  }
}
