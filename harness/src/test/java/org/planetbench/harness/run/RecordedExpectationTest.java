package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.harness.experiment.TestSchedules;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.results.run.validation.Expectation;
import org.planetbench.results.run.validation.Finding;
import org.planetbench.results.run.validation.RunsValidation;
import org.planetbench.results.run.validation.Validation;
import org.planetbench.suites.TaskId;

/** Runs of earlier schemas, as they were left then, read by this version. */
final class RecordedExpectationTest {
  private static final Cell CELL = new Cell(new TaskId("cartpole_balance"), "rssm", 1);
  private static final Path OLD = Path.of("src/test/resources/runs-of-schema-1");

  @TempDir Path runs;

  private RunFolder copy() throws IOException {
    Path cell = Files.createDirectory(runs.resolve(CELL.id()));
    Files.copy(OLD.resolve("suite.json"), runs.resolve("suite.json"));
    for (String name :
        List.of("run.json", "commit.json", "episodes.csv", "updates.csv", "latency.csv")) {
      Files.copy(OLD.resolve(CELL.id()).resolve(name), cell.resolve(name));
    }
    return RunFolder.at(cell);
  }

  private Validation validate() throws IOException {
    return RunsValidation.of(runs, new RecordedExpectation());
  }

  @Test
  void anOlderRunIsReadWithTheDefaultsOfThen() throws IOException {
    RunRecord run = copy().readRecord();
    Expectation expected = new RecordedExpectation().of(run);
    assertEquals("rssm", expected.settings().get("recipe.dynamics"));
    assertEquals("16", expected.settings().get("recipe.conv_depth"), "was channels");
    assertEquals("0", expected.settings().get("schedule.diagnose_every"));
    assertEquals(10, expected.updateSteps());
    assertEquals(8, expected.episodes().size());
    assertEquals(
        new Expectation.Episode("seed", 1, "cartpole_balance", 20, 160),
        expected.episodes().get(1));
    assertEquals("evaluate", expected.episodes().getLast().phase());
  }

  @Test
  void nothingButItsAgeAndTheMissingPicturesIsFound() throws IOException {
    copy();
    Validation validation = validate();
    assertEquals(
        List.of(
            "media/evaluation.mp4", "media/learning_curve.png", "media/open_loop.png", "run.json"),
        validation.findings().stream()
            .map(finding -> finding.file().replace(CELL.id() + "/", ""))
            .toList());
    Finding age = validation.findings().getLast();
    assertEquals(Finding.Severity.NOTE, age.severity());
    assertTrue(age.problem().startsWith("schema_version 1: an older planet-bench wrote it"));
    assertEquals(8 + 10 + 160, validation.rows());
  }

  /** Which render_size goes with which image_size, nobody asks of who looks at no picture. */
  @Test
  void aRunWithoutAModelIsOfAnyRenderSize() {
    Cell random = new Cell(new TaskId("cartpole_balance"), "random", 1);
    SequencedMap<String, String> set = new LinkedHashMap<>();
    set.put("image_size", "32");
    set.put("render_size", "32");
    CellSetting setting =
        CellSetting.of(
            new CellSpec(
                random,
                "test",
                "suite",
                "head",
                set,
                "fast",
                1,
                TestSchedules.of(1, 1, 1, 1, 0, 1, 1),
                "none"));
    assertEquals("32", setting.settings().get("recipe.render_size"));
    RunRecord record =
        RunRecord.started(
            new RunRecord.Identity(
                "key", random.id(), "cartpole_balance", "random", 1, "head", "test", "suite"),
            setting.settings(),
            new LinkedHashMap<>(),
            Instant.EPOCH);
    CellSetting again = CellSetting.of(RecordedCell.spec(record, "none"));
    assertEquals(setting.settings(), again.settings());
    assertEquals(32, again.recipe().renderSize());
  }

  @Test
  void itsTablesLackOnlyWhatThereWasNotYet() throws IOException {
    RunFolder folder = copy();
    assertEquals("", RunTable.EPISODES.read(folder).getFirst().task());
    assertEquals(
        Metric.OF_UPDATES.subList(0, 5),
        List.copyOf(RunTable.UPDATES.read(folder).getFirst().values().keySet()));
  }

  @Test
  void aNewerRecordMustNotLackAColumn() throws IOException {
    RunFolder folder = copy();
    Path record = folder.file("run.json");
    Files.writeString(
        record, Files.readString(record).replace("\"schema_version\": 1", "\"schema_version\": 2"));
    assertTrue(
        validate().findings().stream()
            .anyMatch(
                finding ->
                    finding.file().endsWith("episodes.csv")
                        && finding.problem().contains("(missing: task)")));
  }

  @Test
  void anEditedSettingIsNamed() throws IOException {
    RunFolder folder = copy();
    Path record = folder.file("run.json");
    Files.writeString(
        record,
        Files.readString(record)
            .replace("\"action_repeat\": \"8\"", "\"action_repeat\": \"4\"")
            .replace("\"schedule.episodes\": \"3\"", "\"schedule.episodes\": \"4\""));
    List<String> problems = validate().findings().stream().map(Finding::problem).toList();
    assertTrue(
        problems.contains("settings.control_period_ms: expected 40.0, got 80.0"),
        problems.toString());
    assertTrue(problems.contains("expected 9 rows by the schedule, got 8"), problems.toString());
  }

  @Test
  void anUnfinishedRunOfAnOlderSchemaIsNotResumed() throws IOException {
    RunFolder folder = copy();
    Path record = folder.file("run.json");
    Files.writeString(
        record,
        Files.readString(record)
            .replace("\"finished\"", "\"interrupted\"")
            .replace(
                "\"recipe.reward_loss_scale\": \"40\"", "\"recipe.reward_loss_scale\": \"400\""));
    String older = refusal(CELL);
    assertTrue(older.contains("holds an unfinished run of schema_version 1, expected 3"), older);
    assertTrue(older.contains("commit 06f8c149"), older);
  }

  private String refusal(Cell cell) throws IOException {
    Profile profile = Profiles.load("smoke");
    SuiteFolder suite = SuiteFolder.at(runs, profile);
    String refusal =
        String.valueOf(
            assertThrows(
                    BadInputException.class, () -> suite.plan(profile, List.of(cell), 1, "none"))
                .getMessage());
    assertFalse(refusal.contains("\n"), refusal);
    return refusal;
  }

  /** As {@code bench run --profile smoke} left them before evaluations had starts of their own. */
  private RunFolder copyOfSchema2(Cell cell) throws IOException {
    Path from = Path.of("src/test/resources/runs-of-schema-2");
    RunFolder folder = RunFolder.create(runs, cell.id());
    Files.copy(from.resolve("suite.json"), runs.resolve("suite.json"));
    try (Stream<Path> files = Files.list(from.resolve(cell.id()))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.file(file.getFileName().toString()));
      }
    }
    return folder;
  }

  @Test
  void aFinishedRunOfSchema2IsReadAndVerified() throws IOException {
    RunRecord run = copyOfSchema2(CELL).readRecord();
    Expectation expected = new RecordedExpectation().of(run);
    assertEquals("common", expected.settings().get("evaluation_starts"));
    List<String> found =
        validate().findings().stream()
            .filter(finding -> !finding.file().contains("media/"))
            .map(Finding::problem)
            .toList();
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().startsWith("schema_version 2: an older planet-bench wrote it"));
  }

  /** 1000 steps are 62 agent steps of 16 and a rest of 8, which was played then. */
  @Test
  void anOlderEpisodeHadALastShorterStep() throws IOException {
    Path record = copyOfSchema2(CELL).file("run.json");
    String whole =
        Files.readString(record)
            .replace("\"action_repeat\": \"8\"", "\"action_repeat\": \"16\"")
            .replace(
                "\"schedule.agent_steps_per_episode\": \"20\"",
                "\"schedule.agent_steps_per_episode\": \"0\"");
    assertEquals(63, longest(record, whole));
    assertEquals(
        62, longest(record, whole.replace("\"schema_version\": 2", "\"schema_version\": 3")));
  }

  private static long longest(Path record, String text) throws IOException {
    Files.writeString(record, text);
    RunRecord run = RunFolder.at(record.resolveSibling("")).readRecord();
    return new RecordedExpectation().of(run).episodes().getFirst().longest();
  }

  @Test
  void anUnfinishedRunOfSchema2IsNotResumed() throws IOException {
    Path record = copyOfSchema2(CELL).file("run.json");
    Files.writeString(record, Files.readString(record).replace("\"finished\"", "\"interrupted\""));
    assertEquals(
        runs.resolve(CELL.id())
            + ": holds an unfinished run of schema_version 2, expected 3; finish it with the"
            + " planet-bench that began it (commit 1e1b9dc492d50cbbfc1ec8ea270bd9ff2237bf2e), or"
            + " delete the folder to start anew",
        refusal(CELL));
  }

  @Test
  void runsWhoseEvaluationsStartOtherwiseAreNeitherSkippedNorJoined() throws IOException {
    copyOfSchema2(CELL);
    assertEquals(
        runs.resolve(CELL.id())
            + ": holds a run with evaluation_starts = common, asked for is per_seed; choose another"
            + " folder with --runs, or delete this one",
        refusal(CELL));
    assertEquals(
        runs.resolve(CELL.id())
            + ": holds a run with evaluation_starts = common, new ones have per_seed; choose another"
            + " folder with --runs",
        refusal(new Cell(CELL.task(), "random", 1)));
  }
}
