package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.RunSink;

final class CheckpointsTest {
  @TempDir Path directory;

  private static LoopState state(int stage) {
    return new LoopState(
        stage, 10L * stage, stage, stage, 0.1 * stage, new RunSink.Position(stage, 2, 3, 4));
  }

  private Checkpoints saved(int... stages) throws IOException {
    Checkpoints checkpoints = new Checkpoints(directory);
    for (int stage : stages) {
      checkpoints.save(
          state(stage), d -> Files.writeString(d.resolve("agent.npz"), "stage " + stage));
    }
    return checkpoints;
  }

  private static LoopState newest(Checkpoints checkpoints, List<String> findings)
      throws IOException {
    return checkpoints.newest(findings).orElseThrow().state();
  }

  @Test
  void theNewestIsFoundAndTwoAreKept() throws IOException {
    Checkpoints checkpoints = saved(3, 7, 12);
    assertEquals(state(12), newest(checkpoints, new ArrayList<>()));
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(
          List.of("00000007", "00000012"),
          left.map(p -> p.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aDamagedFileIsSaidAndTheOneBeforeIsUsed() throws IOException {
    Checkpoints checkpoints = saved(3, 7);
    Files.writeString(directory.resolve("00000007/agent.npz"), "stage 8");
    List<String> findings = new ArrayList<>();
    assertEquals(state(3), newest(checkpoints, findings));
    assertEquals(
        List.of("checkpoint 00000007 is damaged: a file differs from its SHA-256"), findings);
  }

  @Test
  void aTornManifestIsSaidAndTheOneBeforeIsUsed() throws IOException {
    Checkpoints checkpoints = saved(3, 7);
    Path manifest = directory.resolve("00000007/loop.json");
    String whole = Files.readString(manifest);
    Files.writeString(manifest, whole.substring(0, whole.length() / 2));
    List<String> findings = new ArrayList<>();
    assertEquals(state(3), newest(checkpoints, findings));
    assertTrue(
        findings.getFirst().startsWith("checkpoint 00000007 is damaged: "), findings.getFirst());
  }

  @Test
  void aMissingManifestIsSaid() throws IOException {
    Checkpoints checkpoints = saved(3);
    Files.delete(directory.resolve("00000003/loop.json"));
    List<String> findings = new ArrayList<>();
    assertTrue(checkpoints.newest(findings).isEmpty());
    assertEquals(List.of("checkpoint 00000003 is damaged: loop.json is missing"), findings);
  }

  @Test
  void aSaveThatFailsLeavesTheOldOneAndTheNextOneSucceeds() throws IOException {
    Checkpoints checkpoints = saved(3);
    assertThrows(
        IOException.class,
        () ->
            checkpoints.save(
                state(7),
                d -> {
                  Files.writeString(d.resolve("half"), "half");
                  throw new IOException("no space left");
                }));
    assertEquals(state(3), newest(checkpoints, new ArrayList<>()));
    checkpoints.save(state(7), d -> Files.writeString(d.resolve("agent.npz"), "whole"));
    assertEquals(state(7), newest(checkpoints, new ArrayList<>()));
  }
}
