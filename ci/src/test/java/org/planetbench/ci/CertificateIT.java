package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;

/** {@code bench verify}: the same cell run twice, beside others and alone, altered and replayed. */
@Tag("native")
final class CertificateIT {
  private static final String CELL = "reacher_easy-rssm-s1";

  @TempDir private static Path directory;
  @TempDir private Path other;

  /** Once beside another cell. */
  @BeforeAll
  static void run() throws IOException, InterruptedException {
    Bench.in(directory)
        .run("run", "--profile", "smoke", "--task", "reacher_easy", "--runs", "runs", "--jobs", "2")
        .requireExitCode(0);
  }

  private static Path original() {
    return directory.resolve("runs").resolve(CELL);
  }

  private JsonNode verify(int exitCode, String... arguments)
      throws IOException, InterruptedException {
    String[] all = new String[arguments.length + 2];
    all[0] = "verify";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 1] = "--json";
    Bench.Ended ended = Bench.in(other).run(all).requireExitCode(exitCode);
    return new ObjectMapper().readTree(ended.out());
  }

  private JsonNode runAgain(String... more) throws IOException, InterruptedException {
    String[] run = {"run", "--profile", "smoke", "--cell", CELL, "--runs", "runs"};
    String[] all = java.util.Arrays.copyOf(run, run.length + more.length);
    System.arraycopy(more, 0, all, run.length, more.length);
    Bench.in(other).run(all).requireExitCode(0);
    return verify(more.length == 0 ? 0 : 3, original().toString(), "--against", "runs/" + CELL);
  }

  @Test
  void runsOfOneCellAreEqual() throws IOException, InterruptedException {
    JsonNode found = runAgain();
    assertTrue(found.path("verified").asBoolean(), found::toString);
    assertEquals("equal", found.path("comparison").path("verdict").asText());
    assertEquals(found.path("rows").asLong(), found.path("comparison").path("agreeing").asLong());
    Recorded.requireEqual(
        RunFolder.at(original()), RunFolder.at(other.resolve("runs").resolve(CELL)));
  }

  /** The learning rate shows first in the parameters after the first updates. */
  @Test
  void anotherSettingIsNamedAndWhereItBegan() throws IOException, InterruptedException {
    JsonNode comparison = runAgain("--set", "learning_rate=0.002").path("comparison");
    assertEquals("not_comparable", comparison.path("verdict").asText());
    assertEquals("recipe.learning_rate", comparison.at("/differences/0/fact").asText());
    assertEquals("losses", comparison.path("stage").asText(), comparison::toString);
    assertEquals("update/2", comparison.path("position").asText(), comparison::toString);
    assertEquals(10, comparison.at("/distance/losses/compared").asInt());
  }

  @Test
  void aReplayIsEqual() throws IOException, InterruptedException {
    JsonNode found = verify(0, original().toString(), "--replay");
    assertEquals("equal", found.path("comparison").path("verdict").asText());
    assertEquals(
        0, Bench.files(directory).stream().filter(name -> name.contains(".replay")).count());
  }

  @Test
  void anEditedReturnIsNoticed() throws IOException, InterruptedException {
    Path copy = other.resolve(CELL);
    Files.createDirectory(copy);
    for (String name : Bench.files(original())) {
      if (!name.contains("/")) {
        Files.copy(original().resolve(name), copy.resolve(name));
      }
    }
    Path episodes = copy.resolve("episodes.csv");
    String text = Bench.text(episodes);
    int end = text.lastIndexOf(",reacher_easy");
    int from = text.lastIndexOf("evaluate,2,", end);
    String[] fields = text.substring(from, end).split(",", -1);
    fields[5] = "999.0";
    Files.writeString(
        episodes, text.substring(0, from) + String.join(",", fields) + text.substring(end));
    Bench.in(other)
        .run("verify", CELL)
        .requireExitCode(1)
        .requireOut("NOT as it was certified")
        .requireOut("episodes.csv:10: evaluate/2 is not as it was certified");
  }

  @Test
  void noStreamIsShared() throws IOException, InterruptedException {
    Bench.in(other)
        .run("verify", "--runs", directory.resolve("runs").toString())
        .requireExitCode(0)
        .requireOut("seed audit passed: all derived, none shared, none repeated");
  }

  @Test
  void saysWhatItNeeds() throws IOException, InterruptedException {
    Bench.in(other).run("verify").requireExitCode(2).requireErr("expected RUN");
    Bench.in(other)
        .run("verify", "nowhere")
        .requireExitCode(2)
        .requireErr("nowhere: expected the folder of a run");
  }
}
