package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.results.run.RunSink;
import org.planetbench.results.run.file.MalformedFileException;

final class CheckpointsTest {
  @TempDir Path directory;

  private static LoopState state(int stage) {
    return new LoopState(
        stage, 10L * stage, stage, stage, 0.1 * stage, new RunSink.Position(stage, 2, 3, 4, 5));
  }

  private Checkpoints saved(int... stages) throws IOException {
    Checkpoints checkpoints = new Checkpoints(directory, stage -> true, Set.of(), line -> {});
    for (int stage : stages) {
      checkpoints.save(
          state(stage),
          d -> Files.writeString(d.resolve("agent.npz"), "parameters at 7, " + stage));
    }
    return checkpoints;
  }

  private static LoopState newest(Checkpoints checkpoints, List<String> findings)
      throws IOException {
    return checkpoints.newest(d -> {}, findings).orElseThrow().state();
  }

  @Test
  void theNewestIsFoundAndTwoAreKept() throws IOException {
    Checkpoints checkpoints = saved(3, 7, 12);
    assertEquals(state(12), newest(checkpoints, new ArrayList<>()));
    assertEquals(List.of("00000007", "00000012"), names());
  }

  @Test
  void theArchivedStayWithTheNewestTwo() throws IOException {
    Checkpoints checkpoints = new Checkpoints(directory, stage -> true, Set.of(7, 20), line -> {});
    for (int stage : List.of(3, 7, 12, 16, 20, 24, 28, 32)) {
      checkpoints.save(state(stage), d -> Files.writeString(d.resolve("agent.npz"), "" + stage));
    }
    assertEquals(List.of("00000007", "00000020", "00000028", "00000032"), names());
    Files.writeString(directory.resolve("00000020/agent.npz"), "torn");
    assertEquals(
        List.of(state(7), state(28), state(32)),
        Checkpoints.whole(directory).stream().map(Checkpoints.Saved::state).toList());
  }

  @Test
  void oneBetweenThoseOfTheScheduleStaysWhileItIsTheNewest() throws IOException {
    Set<Integer> schedules = Set.of(3, 7, 12, 16);
    Checkpoints checkpoints =
        new Checkpoints(directory, schedules::contains, Set.of(3), line -> {});
    for (int stage : List.of(3, 5, 7, 9, 10, 12, 14)) {
      checkpoints.save(state(stage), d -> Files.writeString(d.resolve("agent.npz"), "" + stage));
    }
    assertEquals(List.of("00000003", "00000007", "00000012", "00000014"), names());
    assertEquals(state(14), newest(checkpoints, new ArrayList<>()));
    checkpoints.save(state(16), d -> Files.writeString(d.resolve("agent.npz"), "16"));
    assertEquals(List.of("00000003", "00000012", "00000016"), names());
  }

  @Test
  void aDamagedFileIsSaidAndTheOneBeforeIsUsed() throws IOException {
    Checkpoints checkpoints = saved(3, 7);
    Files.writeString(directory.resolve("00000007/agent.npz"), "parameters");
    List<String> findings = new ArrayList<>();
    assertEquals(state(3), newest(checkpoints, findings));
    assertEquals(
        List.of("checkpoint 00000007 is damaged: agent.npz differs from its SHA-256"), findings);
  }

  /** What a power cut, a bad disk or a hand may do to a file. */
  enum Damage {
    TRUNCATED,
    EMPTY,
    BIT_FLIPPED,
    DIGIT_CHANGED,
    MISSING
  }

  private static void damage(Path file, Damage damage) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (damage) {
      case TRUNCATED -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      case EMPTY -> Files.write(file, new byte[0]);
      case BIT_FLIPPED -> {
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
      case DIGIT_CHANGED -> // still good JSON: only a hash tells
          Files.writeString(file, Files.readString(file).replaceFirst("7", "8"));
      case MISSING -> Files.delete(file);
    }
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void anyDamageToAnyFileIsSaidAndTheOneBeforeIsUsed(Damage damage) throws IOException {
    for (String name : List.of("agent.npz", "loop.json")) {
      Checkpoints checkpoints = saved(3, 7);
      damage(directory.resolve("00000007").resolve(name), damage);
      List<String> findings = new ArrayList<>();
      assertEquals(state(3), newest(checkpoints, findings), name);
      assertEquals(1, findings.size(), findings.toString());
      assertTrue(
          findings.getFirst().startsWith("checkpoint 00000007 is damaged: " + name),
          findings.getFirst());
    }
  }

  @Test
  void nothingIsReadWhereAllAreDamaged() throws IOException {
    Checkpoints checkpoints = saved(3, 7);
    damage(directory.resolve("00000003/agent.npz"), Damage.EMPTY);
    damage(directory.resolve("00000007/loop.json"), Damage.MISSING);
    List<String> findings = new ArrayList<>();
    assertTrue(
        checkpoints
            .newest(
                d -> {
                  throw new AssertionError("read " + d);
                },
                findings)
            .isEmpty());
    assertEquals(
        List.of(
            "checkpoint 00000007 is damaged: loop.json is missing",
            "checkpoint 00000003 is damaged: agent.npz differs from its SHA-256"),
        findings);
  }

  /** Else it may be made whole again, beside tables that went back to the one before. */
  @Test
  void whatIsPassedOverOrHalfWrittenIsRemoved() throws IOException {
    Checkpoints checkpoints = saved(3, 7);
    damage(directory.resolve("00000007/agent.npz"), Damage.BIT_FLIPPED);
    Files.createDirectory(directory.resolve("00000007.tmp"));
    Files.writeString(directory.resolve("00000007.tmp/model.npz.tmp"), "half");
    assertEquals(state(3), newest(checkpoints, new ArrayList<>()));
    assertEquals(List.of("00000003"), names());
  }

  @Test
  void aRunThatBeginsAnewKeepsItsFirstCheckpoints() throws IOException {
    Checkpoints checkpoints = saved(12, 17);
    damage(directory.resolve("00000012/agent.npz"), Damage.EMPTY);
    damage(directory.resolve("00000017/agent.npz"), Damage.EMPTY);
    assertTrue(checkpoints.newest(d -> {}, new ArrayList<>()).isEmpty());
    assertEquals(state(3), newest(saved(3), new ArrayList<>()));
    assertEquals(List.of("00000003"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      return left.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anotherFileInACheckpointIsDamageToo() throws IOException {
    Checkpoints checkpoints = saved(3, 7);
    Files.writeString(directory.resolve("00000007/other.npz"), "");
    assertEquals(state(3), newest(checkpoints, new ArrayList<>()));
  }

  @Test
  void aNewerVersionsCheckpointIsRefusedAndNotTakenForDamage() throws IOException {
    Checkpoints checkpoints = saved(3, 7);
    Path manifest = directory.resolve("00000007/loop.json");
    String text = Files.readString(manifest);
    Files.writeString(
        manifest, text.replaceFirst("\"schema_version\": \\d+", "\"schema_version\": 99"));
    assertThrows(MalformedFileException.class, () -> newest(checkpoints, new ArrayList<>()));
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
