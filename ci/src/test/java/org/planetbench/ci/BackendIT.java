package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunStatus;

/** A cell that learns on libtorch: certified like any other, and never taken for one of ND4J's. */
@Tag("native")
final class BackendIT {
  private static final String CELL = "reacher_easy-rssm-s1";

  @TempDir private static Path directory;
  @TempDir private Path other;

  @BeforeAll
  static void run() throws IOException, InterruptedException {
    run(Bench.in(directory), "--set", "backend=torch-cpu").requireExitCode(0);
  }

  private static Bench.Ended run(Bench bench, String... more)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(List.of("run", "--profile", "smoke", "--cell", CELL, "--runs", "runs"));
    all.addAll(List.of(more));
    return bench.run(all.toArray(String[]::new));
  }

  private static RunFolder original() {
    return RunFolder.at(directory.resolve("runs").resolve(CELL));
  }

  private JsonNode verify(int exitCode, String... how) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("verify", original().path().toString()));
    all.addAll(List.of(how));
    all.add("--json");
    Bench.Ended ended = Bench.in(other).run(all.toArray(String[]::new)).requireExitCode(exitCode);
    return new ObjectMapper().readTree(ended.out()).path("comparison");
  }

  @Test
  void recordsWhatComputed() throws IOException {
    assertEquals(RunStatus.FINISHED, original().readRecord().status());
    assertEquals("torch_cpu", original().readRecord().settings().get("recipe.backend"));
    Map<String, String> provenance = original().readRecord().provenance();
    assertTrue(provenance.containsKey("torch.library_sha256"), provenance::toString);
    assertFalse(provenance.keySet().stream().anyMatch(key -> key.startsWith("nd4j.")));
  }

  /** The variable of the machine chooses the same backend. */
  @Test
  void runsOfOneCellAreEqual() throws IOException, InterruptedException {
    run(Bench.in(other).environment("PLANETBENCH_BACKEND", "torch-cpu")).requireExitCode(0);
    assertEquals("equal", verify(0, "--against", "runs/" + CELL).path("verdict").asText());
    Recorded.requireEqual(original(), RunFolder.at(other.resolve("runs").resolve(CELL)));
  }

  @Test
  void aReplayIsEqual() throws IOException, InterruptedException {
    assertEquals("equal", verify(0, "--replay").path("verdict").asText());
  }

  @Test
  void itIsNotComparableWithARunOnTheReference() throws IOException, InterruptedException {
    run(Bench.in(other)).requireExitCode(0);
    JsonNode comparison = verify(3, "--against", "runs/" + CELL);
    assertEquals("not_comparable", comparison.path("verdict").asText());
    List<String> facts = comparison.path("differences").findValuesAsText("fact");
    assertTrue(facts.contains("recipe.backend"), facts::toString);
    assertTrue(facts.contains("torch.library_sha256"), facts::toString);
    assertEquals("losses", comparison.path("stage").asText(), comparison::toString);
  }

  @Test
  void itDoesNotGoOnAsARunOnTheReference() throws IOException, InterruptedException {
    Bench.Ended ended = run(Bench.in(directory)).requireExitCode(2);
    ended.requireErr(
        "holds a run with recipe.backend = torch_cpu, asked for is none; choose another folder");
    assertEquals(1, ended.err().lines().count(), ended::toString);
  }
}
