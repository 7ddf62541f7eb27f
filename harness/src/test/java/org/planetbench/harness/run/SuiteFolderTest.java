package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.results.run.RunClaim;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

final class SuiteFolderTest {
  private static final Profile SMOKE = Profiles.load("smoke");
  private static final Cell CELL = SMOKE.cells().getFirst();

  @TempDir Path directory;

  private SuiteFolder suite;

  @BeforeEach
  void open() throws IOException {
    suite = SuiteFolder.at(directory.resolve("runs"), SMOKE).create();
  }

  private SuiteFolder.Plan plan(Profile profile, int threads) throws IOException {
    return suite.plan(profile, List.of(CELL), threads, "none");
  }

  /** A record as the cell's process leaves it. */
  private void record(int threads, RunStatus status) throws IOException {
    record(SMOKE, threads, status);
  }

  private void record(Profile profile, int threads, RunStatus status) throws IOException {
    CellSpec spec = plan(profile, threads).todo().getFirst();
    RunRecord running =
        RunRecord.started(
            new RunRecord.Identity(
                "key",
                CELL.id(),
                CELL.task().id(),
                CELL.variant(),
                CELL.seed(),
                "tiny",
                "smoke",
                suite.id()),
            CellSetting.of(spec).settings(),
            new LinkedHashMap<>(),
            Instant.EPOCH);
    RunFolder.create(suite.path(), CELL.id())
        .writeRecord(running.ended(status, Instant.EPOCH, Optional.empty()));
  }

  @Test
  void theIdStaysTheSameWhenTheFolderIsOpenedAgain() throws IOException {
    assertEquals(suite.id(), SuiteFolder.at(suite.path(), SMOKE).create().id());
  }

  @Test
  void foldersThatAreBegunInOneSecondHaveIdsOfTheirOwn() throws IOException {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      ids.add(SuiteFolder.at(directory.resolve("at-once-" + i), SMOKE).id());
    }
    assertEquals(3, ids.size(), ids::toString);
  }

  @Test
  void aFinishedCellIsNotRunAgain() throws IOException {
    record(1, RunStatus.FINISHED);
    assertEquals(List.of(CELL), plan(SMOKE, 1).finished());
    assertTrue(plan(SMOKE, 1).todo().isEmpty());
  }

  @Test
  void anInterruptedRunKeepsTheThreadsItBeganWith() throws IOException {
    record(3, RunStatus.INTERRUPTED);
    SuiteFolder.Plan plan = plan(SMOKE, 1);
    assertEquals(List.of(CELL), plan.resumed());
    assertEquals(3, plan.todo().getFirst().threads());
  }

  @Test
  void aFolderThatHoldsARunWithOtherSettingsIsRefused() throws IOException {
    record(1, RunStatus.INTERRUPTED);
    assertRefused(with("batch", "3"), "with recipe.batch = 4, asked for is 3");
  }

  /** The reference backend is not recorded. */
  @Test
  void aFolderThatHoldsARunOfAnotherBackendIsRefused() throws IOException {
    Profile torch = with("backend", "torch_cpu");
    record(1, RunStatus.INTERRUPTED);
    assertRefused(torch, "without recipe.backend, asked for is torch_cpu");
    PathUtils.deleteDirectory(suite.path().resolve(CELL.id()));
    record(torch, 1, RunStatus.INTERRUPTED);
    assertRefused(SMOKE, "with recipe.backend = torch_cpu, asked for is none");
  }

  private static Profile with(String key, String value) {
    return ExperimentMatrix.change(SMOKE, List.of(), List.of(), List.of(), Map.of(key, value));
  }

  private void assertRefused(Profile asked, String expected) {
    String message =
        String.valueOf(assertThrows(BadInputException.class, () -> plan(asked, 1)).getMessage());
    assertTrue(message.contains(expected), message);
  }

  @Test
  void lookingAndPlanningWriteNothing() throws IOException {
    Path path = directory.resolve("new");
    SuiteFolder asked = SuiteFolder.at(path, SMOKE);
    assertEquals(List.of(CELL.id()), ids(asked.plan(SMOKE, List.of(CELL), 1, "none")));
    assertTrue(Files.notExists(path));
  }

  private static List<String> ids(SuiteFolder.Plan plan) {
    return plan.todo().stream().map(spec -> spec.cell().id()).toList();
  }

  /** As the tasks of an array on a cluster do. */
  @Test
  void ofManyWhoMakeItAtOnceOneGivesItsId() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path path = directory.resolve("array-" + round);
      CyclicBarrier together = new CyclicBarrier(8);
      Set<String> ids = new HashSet<>();
      List<Future<String>> made = new ArrayList<>();
      try (ExecutorService tasks = Executors.newFixedThreadPool(8)) {
        for (int task = 0; task < 8; task++) {
          String name = "task" + task;
          made.add(
              tasks.submit(
                  () -> {
                    SuiteFolder asked = SuiteFolder.at(path, named(name));
                    together.await();
                    return asked.create().id();
                  }));
        }
      }
      for (Future<String> id : made) {
        ids.add(id.get());
      }
      assertEquals(1, ids.size(), ids.toString());
      assertEquals(ids, Set.of(SuiteFolder.at(path, SMOKE).id()));
      assertEquals("suite.json", String.join(" ", path.toFile().list()));
    }
  }

  /** A suite's id begins with its profile's name. */
  private static Profile named(String name) {
    return new Profile(
        name, SMOKE.title(), SMOKE.groups(), SMOKE.renderQuality(), SMOKE.threads(), SMOKE.jobs());
  }

  @Test
  void aFileInTheWayIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    String message =
        String.valueOf(
            assertThrows(
                    BadInputException.class,
                    () -> SuiteFolder.at(file.resolve("runs"), SMOKE).create())
                .getMessage());
    assertTrue(message.startsWith("cannot write "), message);
  }

  @Test
  void closingTheRecordOfACellThatLeftNoneKeepsNoClaim() throws IOException {
    RunFolder folder = RunFolder.create(suite.path(), CELL.id());
    suite.closeRecord(CELL, 137);
    folder.claim().orElseThrow().close();
  }

  @Test
  void saysWhoElseRunsCellsHere() throws IOException, InterruptedException {
    record(1, RunStatus.INTERRUPTED);
    assertEquals(Optional.empty(), suite.otherRunner(List.of()));
    try (RunClaim _ = suite.folder(CELL).claim().orElseThrow()) {
      assertEquals(Optional.of("this process"), suite.otherRunner(List.of()));
    }
    assertEquals(Optional.empty(), suite.otherRunner(List.of(CELL)));
  }

  @Test
  void saysWhoHasBegunACellAndRecordedNothingYet() throws IOException, InterruptedException {
    RunFolder.create(suite.path(), CELL.id());
    try (RunClaim _ = suite.folder(CELL).claim().orElseThrow()) {
      assertEquals(Optional.of("this process"), suite.otherRunner(List.of(CELL)));
    }
    assertEquals(Optional.empty(), suite.otherRunner(List.of(CELL)));
  }
}
