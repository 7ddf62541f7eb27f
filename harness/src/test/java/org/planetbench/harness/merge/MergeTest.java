package org.planetbench.harness.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.run.RunClaim;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunLock;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;

final class MergeTest {
  private static final String CELL = "cheetah_run-rssm-s1";

  @TempDir private Path directory;

  private Path in(String name) {
    return directory.resolve(name);
  }

  private RunFolder write(String runs, long seed, int episodes, double played, String batch)
      throws IOException {
    return MergedRuns.write(in(runs), seed, episodes, played, batch);
  }

  private RunFolder write(String runs, long seed) throws IOException {
    return write(runs, seed, MergedRuns.EPISODES, 100, "16");
  }

  private Merge merge(String... sources) throws IOException {
    Merge merge = plan(sources);
    merge.carryOut("abc", MergedRuns::expectation);
    return merge;
  }

  private Merge plan(String... sources) throws IOException {
    List<Path> folders = Arrays.stream(sources).map(this::in).toList();
    return Merge.plan(folders, in("all"), MergedRuns::expectation);
  }

  private void refused(String message, String... sources) {
    String got =
        String.valueOf(assertThrows(BadInputException.class, () -> merge(sources)).getMessage());
    assertTrue(got.contains(message), got);
    assertFalse(got.contains("\n"), got);
  }

  private RunFolder merged(long seed) {
    return RunFolder.at(in("all").resolve("cheetah_run-rssm-s" + seed));
  }

  private static String name(MergedCell cell) {
    return "%s from %s, equal %d, left out %d, there %s"
        .formatted(
            cell.id(),
            cell.kept().runs().getFileName(),
            cell.equal().size(),
            cell.leftOut().size(),
            cell.isThere());
  }

  @Test
  void runsOfSeveralFoldersStandInOneWithTheirProvenance() throws IOException {
    write("a", 1);
    write("b", 2);
    Files.writeString(in("b").resolve("cheetah_run-rssm-s2").resolve(".lock"), "process 1");
    merge("a", "b");
    assertEquals("the machine of a", merged(1).readRecord().provenance().get("cpu"));
    assertEquals("the machine of b", merged(2).readRecord().provenance().get("cpu"));
    assertTrue(Files.notExists(merged(2).file(".lock")));
    assertTrue(Files.notExists(in("all/.merge")));
    assertEquals(
        in("b").toString(),
        JsonFile.read(in("all/merged.json")).at("/merges/0/runs/1/from").asText());
  }

  @Test
  void equalRunsCountOnceAndTheRecordNamesBoth() throws IOException {
    write("a", 1);
    write("b", 1);
    Merge merge = merge("a", "b");
    assertEquals(
        List.of(CELL + " from a, equal 1, left out 0, there false"),
        merge.cells().stream().map(MergeTest::name).toList());
    assertEquals(
        "the machine of b",
        JsonFile.read(in("all/merged.json"))
            .at("/merges/0/runs/0/equal/0/provenance/cpu")
            .asText());
    String once = Files.readString(in("all/merged.json"));
    assertTrue(merge("a", "b").taken().isEmpty());
    assertEquals(once, Files.readString(in("all/merged.json")));
  }

  @Test
  void twoDifferentRunsOfACellAreRefusedWithThePlaceWhereTheyPart() throws IOException {
    write("a", 1);
    write("a", 2);
    write("b", 1, MergedRuns.EPISODES, 101, "16");
    refused("0 rows agree; first difference: row 0: episode at evaluate/0", "a", "b");
    refused("the fingerprints are equal; leave one of the two out", "a", "b");
    assertTrue(Files.notExists(in("all")));
  }

  @Test
  void aFinishedRunReplacesAnUnfinishedOneAndNotTheOtherWayRound() throws IOException {
    write("all", 1, 1, 100, "16");
    write("all", 2);
    write("a", 1);
    write("a", 2, 1, 100, "16");
    merge("a");
    for (long seed = 1; seed <= 2; seed++) {
      assertEquals(RunStatus.FINISHED, merged(seed).readRecord().status());
    }
    assertEquals("all2", merged(2).readRecord().runKey());
  }

  @Test
  void ofUnfinishedRunsTheFurthestCountsButTheTargetKeepsItsOwn() throws IOException {
    write("a", 1, 0, 100, "16");
    write("b", 1, 1, 100, "16");
    write("all", 2, 0, 100, "16");
    write("b", 2, 1, 100, "16");
    assertEquals(
        List.of(
            CELL + " from b, equal 0, left out 1, there false",
            "cheetah_run-rssm-s2 from all, equal 0, left out 1, there true"),
        merge("a", "b").cells().stream().map(MergeTest::name).toList());
    assertEquals("b1", merged(1).readRecord().runKey());
  }

  @Test
  void anUnfinishedRunThatIsAtWorkIsNotTaken() throws IOException {
    RunFolder run = write("a", 1, 1, 100, "16");
    try (RunClaim claim = run.claim().orElseThrow()) {
      assertTrue(claim.isHeld());
      refused("expected a run that nobody is at, got one that this process runs", "a");
    }
    merge("a");
  }

  @Test
  void whatIsDamagedOrAlteredIsRefused() throws IOException {
    RunFolder run = write("a", 1);
    Path episodes = run.file("episodes.csv");
    String rows = Files.readString(episodes);
    Files.writeString(episodes, rows.replace("100", "107"));
    MalformedFileException altered = assertThrows(MalformedFileException.class, () -> merge("a"));
    assertTrue(altered.problem().contains("not as it was certified"), altered::toString);
    Files.writeString(episodes, rows.substring(0, rows.length() - 5));
    refused("bench verify --runs " + in("a") + " names all that is wrong", "a");
    Files.writeString(
        run.file("run.json"),
        Files.readString(run.file("run.json")).replace("_version\": 3", "_version\": 99"));
    MalformedFileException newer = assertThrows(MalformedFileException.class, () -> merge("a"));
    assertTrue(newer.problem().contains("a newer planet-bench wrote it"), newer::toString);
    assertTrue(Files.notExists(in("all")));
  }

  @Test
  void seedsOfDifferentSettingsAreNotPutTogether() throws IOException {
    write("a", 1);
    write("b", 2, MergedRuns.EPISODES, 100, "32");
    refused("expected batch = 16 as in " + in("a").resolve(CELL), "a", "b");
  }

  /** Of which the reference records nothing. */
  @Test
  void seedsOfDifferentBackendsAreNotPutTogether() throws IOException {
    write("reference", 1);
    write("reference-2", 2);
    Path first = onTorch(write("torch", 1));
    onTorch(write("torch-2", 2));
    String message = "expected recipe.backend = %s as in %s, since reports average the two, got %s";
    Path reference = in("reference").resolve(CELL);
    refused(message.formatted("none", reference, "torch_cpu"), "reference", "torch-2");
    refused(message.formatted("torch_cpu", first, "none"), "torch", "reference-2");
    merge("torch", "torch-2");
  }

  private static Path onTorch(RunFolder run) throws IOException {
    Path file = run.file("run.json");
    String backend = "\"recipe.backend\": \"torch_cpu\", ";
    Files.writeString(file, Files.readString(file).replace("\"batch\"", backend + "\"batch\""));
    return run.path();
  }

  @Test
  void foldersThatAreNoneOrLieInEachOtherAreRefused() throws IOException {
    RunFolder run = write("a", 1);
    refused("missing: expected a folder of runs, got none", "missing");
    refused("got that of one run; give the folder it is in", "a/" + CELL);
    Files.createDirectory(in("empty"));
    refused("expected a folder of runs, each in a folder with a run.json; got none", "empty");
    for (Path into : List.of(in("a"), in("a/all"), directory)) {
      assertThrows(
          BadInputException.class,
          () -> Merge.plan(List.of(in("a")), into, MergedRuns::expectation),
          into.toString());
    }
    assertThrows(
        BadInputException.class,
        () -> Merge.plan(List.of(in("a")), run.file("run.json"), MergedRuns::expectation));
    Files.createDirectory(in("all"));
    Files.writeString(in("all/notes.txt"), "mine");
    refused("got " + in("all") + ", which holds notes.txt", "a");
  }

  /** A kill came after the run to replace was moved, and before the copy was. */
  @Test
  void aMergeThatWasKilledGoesOn() throws IOException {
    write("all", 1, 1, 100, "16");
    write("all", 3);
    write("a", 1);
    write("a", 2);
    Files.createDirectories(in("all/.merge/replaced"));
    Files.createDirectories(in("all/.merge/cheetah_run-rssm-s2"));
    Files.move(merged(1).path(), in("all/.merge/replaced").resolve(CELL));
    merge("a");
    for (long seed = 1; seed <= 3; seed++) {
      assertEquals(RunStatus.FINISHED, merged(seed).readRecord().status());
    }
    assertTrue(Files.notExists(in("all/.merge")));
  }

  @Test
  void whatCannotBeCopiedLeavesTheTargetAsItWas() throws IOException {
    write("all", 2);
    write("a", 1);
    Merge merge = plan("a");
    Files.writeString(
        in("a").resolve(CELL).resolve("episodes.csv"), "it was changed since it was looked at");
    assertThrows(BadInputException.class, () -> merge.carryOut("abc", MergedRuns::expectation));
    assertFalse(merged(1).hasRecord());
    assertTrue(Files.notExists(in("all/.merge")));
    assertTrue(Files.notExists(in("all/merged.json")));
  }

  @Test
  void oneMergeAtATimeWritesIntoAFolder() throws IOException {
    write("all", 2);
    write("a", 1);
    try (RunLock _ = RunLock.tryAcquire(in("all/.merge.lock")).orElseThrow()) {
      refused("this process merges into " + in("all") + " just now", "a");
    }
  }
}
