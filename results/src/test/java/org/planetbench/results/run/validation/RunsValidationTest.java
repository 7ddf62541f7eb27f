package org.planetbench.results.run.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.Runs;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.validation.Expectation.Episode;

/** One whole run, and what is found when something happens to it. */
class RunsValidationTest {
  private static final String CELL = "cheetah_run-rssm-s3";

  /** A seed episode of two decisions, two updates, a collected episode of two decisions. */
  private static final Expectation EXPECTED =
      new Expectation(
          settings(),
          List.of(
              new Episode("seed", 0, "cheetah_run", 2, 8),
              new Episode("collect", 0, "cheetah_run", 2, 8)),
          2,
          List.of("evaluation.mp4", "learning_curve.png"));

  @TempDir Path runs;
  private RunFolder folder;

  private static SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("task", "cheetah_run");
    settings.put("variant", "rssm");
    settings.put("seed", "3");
    settings.put("action_repeat", "4");
    return settings;
  }

  @BeforeEach
  void makeAWholeRun() throws IOException {
    Files.writeString(
        runs.resolve("suite.json"), "{\"schema_version\": 2, \"suite_id\": \"smoke-1\"}");
    folder = RunFolder.create(runs, CELL);
    folder.writeRecord(record().ended(RunStatus.FINISHED, Runs.START, Optional.empty()));
    try (CsvRunSink sink = CsvRunSink.create(folder)) {
      sink.decision(Runs.decision("seed", 0, 0, 0));
      sink.decision(Runs.decision("seed", 0, 1, 0));
      sink.episode(episode("seed", 8, 0));
      sink.update(Runs.update(1));
      sink.update(Runs.update(2));
      sink.decision(Runs.decision("collect", 0, 0, 3));
      sink.decision(Runs.decision("collect", 0, 1, 3));
      sink.episode(episode("collect", 16, 2));
      sink.model(Runs.prediction(2, "on_policy", 0));
      sink.model(Runs.prediction(2, "on_policy", 1));
      sink.model(Runs.prediction(2, "held_out", 0));
      sink.commit();
    }
    write("media/evaluation.mp4", "\0\0\0\bftyp");
    Files.write(folder.file("media/learning_curve.png"), png());
    write("checkpoint/00000007/model.npz", "parameters");
    write(
        "checkpoint/00000007/loop.json",
        """
        {"schema_version": 2, "state": {"position": {"episodes": 2}},
         "sha256": {"model.npz": "%s"}}
        """
            .formatted(sha256("parameters")));
    write("episodes/episode-000000-" + sha256("pictures").substring(0, 16) + ".npz", "pictures");
  }

  private static RunRecord record() {
    RunRecord run = Runs.record(CELL);
    return RunRecord.started(
        new RunRecord.Identity(
            run.runKey(),
            CELL,
            run.task(),
            run.variant(),
            run.seed(),
            run.recipe(),
            run.profile(),
            "smoke-1"),
        settings(),
        run.provenance(),
        Instant.EPOCH);
  }

  private static EpisodeRow episode(String phase, long environmentSteps, long updates) {
    return new EpisodeRow(
        phase, 0, environmentSteps, environmentSteps / 4, updates, 1.5, 7, updates, "cheetah_run");
  }

  /** The first and the last bytes of any PNG. */
  private static byte[] png() {
    return HexFormat.of().parseHex("89504e470d0a1a0a" + "0000000049454e44ae426082");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.file(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private Validation validate() throws IOException {
    return RunsValidation.of(runs, run -> EXPECTED);
  }

  /** What is found, without the cell's name before each place. */
  private List<String> found() throws IOException {
    return validate().findings().stream()
        .map(finding -> finding.toLine().replace(CELL + "/", ""))
        .toList();
  }

  private void edit(String name, String what, String with) throws IOException {
    String text = Files.readString(folder.file(name));
    assertTrue(text.contains(what), () -> name + " has no " + what + " in " + text);
    Files.writeString(folder.file(name), text.replace(what, with));
  }

  private void unfinished() throws IOException {
    folder.writeRecord(record());
  }

  @Test
  void findsNothingWrongWithAWholeRun() throws IOException {
    Validation validation = validate();
    assertEquals(List.of(), validation.findings());
    assertEquals(1, validation.runs());
    assertEquals(2 + 2 + 4 + 3 + 7, validation.rows());
  }

  /** As where the machine was not ready: nothing is damaged. */
  @Test
  void aRunThatEndedBeforeItBeganLacksNoTables() throws IOException {
    folder.writeRecord(
        record().ended(RunStatus.FAILED, Runs.START, Optional.of("no GL on this node")));
    for (String name :
        List.of("episodes.csv", "updates.csv", "latency.csv", "model.csv", "certificate.csv")) {
      Files.deleteIfExists(folder.file(name));
    }
    assertTrue(
        found().stream().anyMatch(line -> line.contains("episodes.csv: expected this file")));
    Files.delete(folder.file("commit.json"));
    assertEquals(List.of("note   run.json: failed: no GL on this node"), found());
  }

  @Test
  void knowsWhatAKilledWriterOfOursLeft() throws IOException {
    String end = ".bench-0123456789abcdef.tmp";
    Files.writeString(runs.resolve(".suite.json" + end), "{");
    write("episodes/.new.npz" + end, "half");
    write(".run.json" + end, "{");
    List<String> found = found();
    assertEquals(3, found.size(), found::toString);
    for (String line : found) {
      assertTrue(line.startsWith("note ") && line.contains(end + ": half written, by"), line);
    }
  }

  @Test
  void changesNothing() throws IOException {
    edit("run.json", "\"seed\": 3", "\"seed\": \"three\"");
    List<String> before = state();
    validate();
    assertEquals(before, state());
  }

  private List<String> state() throws IOException {
    try (Stream<Path> files = Files.walk(runs)) {
      return files.filter(Files::isRegularFile).sorted().map(f -> f + content(f)).toList();
    }
  }

  private static String content(Path file) {
    try {
      return Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void namesEveryWrongKeyOfARecordInOnePass() throws IOException {
    edit("run.json", "\"seed\": 3", "\"seed\": \"three\"");
    edit("run.json", "\"profile\"", "\"profil\"");
    edit("run.json", "\"finished\"", "\"done\"");
    assertEquals(
        List.of(
            "error  run.json: expected the key 'profile', but it is missing",
            "error  run.json:7: seed: expected a whole number, got \"three\"",
            "error  run.json:9: profil: unknown key; remove it, or use the version that wrote it",
            "error  run.json:11: status: expected one of running, finished, failed, interrupted,"
                + " got 'done'"),
        found());
  }

  @Test
  void namesTheLineOfTruncatedJson() throws IOException {
    String text = Files.readString(folder.file("run.json"));
    Files.writeString(folder.file("run.json"), text.substring(0, text.indexOf("\"suite_id\"") + 5));
    write("commit.json", "");
    write("checkpoint/00000007/loop.json", "{\"state\": ");
    List<String> found = found();
    assertTrue(found.get(0).startsWith("error  checkpoint/00000007/loop.json:1: not valid JSON"));
    assertTrue(found.get(1).startsWith("error  run.json:10: not valid JSON"));
    assertEquals(2, found.size(), "tables of an unknown run are not judged: " + found);
    makeAWholeRun();
    write("commit.json", "");
    assertEquals(List.of("error  commit.json: expected a JSON object, got an empty file"), found());
  }

  @Test
  void namesSettingsThatDoNotBelongTogether() throws IOException {
    edit(
        "run.json",
        "\"task\": \"cheetah_run\",\n  \"variant\"",
        "\"task\": \"cup\",\n  \"variant\"");
    edit("run.json", "\"action_repeat\": \"4\"", "\"action_repeat\": \"5\", \"colour\": \"red\"");
    edit("run.json", "smoke-1", "paper-1");
    assertEquals(
        List.of(
            "error  run.json: settings.colour: expected no such setting, got red",
            "note   run.json: suite_id: 'paper-1', while suite.json has 'smoke-1': the run was made in"
                + " another folder",
            "error  run.json:4: cell: expected task, variant and seed, 'cup-rssm-s3', got '"
                + CELL
                + "'",
            "error  run.json:19: settings.task: expected 'cup' as above, got 'cheetah_run'",
            "error  run.json:22: settings.action_repeat: expected 4, got 5"),
        found());
  }

  @Test
  void namesTheFolderThatIsNotItsCell() throws IOException {
    Path other = runs.resolve("cheetah_run-rssm-s4");
    Files.move(folder.path(), other);
    List<Finding> found = validate().findings();
    assertEquals(1, found.size());
    assertEquals("cheetah_run-rssm-s4/run.json", found.getFirst().file());
    assertTrue(
        found.getFirst().problem().startsWith("cell: expected the folder's name"),
        found.toString());
  }

  /** Of a run from before that was noted in its record. */
  @Test
  void aClockThatWasSetBackIsNoReasonToDistrustARun() throws IOException {
    edit("run.json", "\"started_at\": \"1970-", "\"started_at\": \"2027-");
    List<String> found = found();
    assertEquals(1, found.size(), found::toString);
    assertTrue(
        found
            .getFirst()
            .startsWith("note   run.json: ended_at: 2026-02-03T04:05:06.789Z is before"),
        found::toString);
  }

  @Test
  void knowsTheProjectsOwnFiles() throws IOException {
    for (String name :
        List.of(
            ".claim",
            ".lock",
            ".mlflow.lock",
            "cell.json",
            "mlflow.json",
            "journal.csv",
            "cell.log",
            "system.csv")) {
      write(name, "{}");
    }
    Files.createDirectory(runs.resolve(".replay-" + CELL + "-4711"));
    assertEquals(List.of(), found());
    write(".mlflow.lockk", "");
    assertEquals(List.of("note   .mlflow.lockk: not a file of planet-bench"), found());
  }

  @Test
  void namesEveryWrongRowOfATable() throws IOException {
    edit("updates.csv", "1,100.0,60.0", "1,NaN,60.0");
    edit("updates.csv", "2,50.0,30.0", "3,50.0,30.0");
    edit("latency.csv", "collect,0,1,", "collect,0,3,");
    edit("latency.csv", "seed,0,1,0.5", "seed,0,1,-0.5");
    edit("episodes.csv", "seed,0,8,2,0,1.5", "seed,0,8,2,0,high");
    edit("episodes.csv", "collect,0,16,4,2,1.5", "collect,0,16,4,2,1000.0");
    edit("model.csv", "2,on_policy,1,", "2,on_policy,4,");
    assertEquals(
        List.of(
            "error  episodes.csv:2: episode_return: expected a number, got 'high'",
            "error  episodes.csv:3: episode_return: expected 0.0 to 8.0, got 1000.0",
            "error  latency.csv:3: encode_ms: expected 0 or more, got -0.5",
            "error  latency.csv:5: agent_step: expected 1, got 3",
            "error  model.csv:3: distance: expected 1, got 4",
            "error  updates.csv:2: loss: expected a finite number, got NaN",
            "error  updates.csv:3: update_step: expected 2, got 3"),
        found());
  }

  /** Planning takes 0, 0, 3 and 3 ms; a decision encodes and filters, too. */
  @Test
  void percentilesOfTheRecordAreHeldToTheirTable() throws IOException {
    RunRecord run = folder.readRecord();
    SequencedMap<String, Double> latency = new LinkedHashMap<>();
    latency.put("control_period_ms", 40.0);
    latency.put("plan_ms_p50", 3.0);
    latency.put("planning_latency_ms_p50", 3.75);
    folder.writeRecord(run.timed(latency));
    assertEquals(List.of(), found());
    latency.put("planning_latency_ms_p50", 1.0);
    folder.writeRecord(run.timed(latency));
    List<String> found = found();
    assertEquals(1, found.size(), found::toString);
    assertTrue(
        found
            .getFirst()
            .endsWith("planning_latency_ms_p50: expected 3.75, of latency.csv, got 1.0"),
        found::toString);
  }

  @Test
  void namesTheRowThatATableOfDecisionsBeginsTooLateWith() throws IOException {
    edit("latency.csv", "seed,0,0,", "seed,0,1,");
    edit("latency.csv", "seed,0,1,0.5", "seed,0,2,0.5");
    assertEquals("error  latency.csv:2: agent_step: expected 0, got 2", found().getFirst());
  }

  @Test
  void namesCutTablesAndWrongHeaders() throws IOException {
    edit("episodes.csv", "collect,0,16,4,2,1.5,7,2.0,cheetah_run\n", "collect,0,16,4");
    edit("updates.csv", "gradient_norm", "gradient");
    List<String> found = found();
    assertTrue(
        found.contains("error  episodes.csv:3: expected a whole line, but the file ends inside it"),
        found.toString());
    assertTrue(
        found.stream().anyMatch(f -> f.startsWith("error  updates.csv:1: expected the columns")),
        found.toString());
  }

  @Test
  void tellsAFileOfRowsThatAreAllWrongBriefly() throws IOException {
    String header = Files.readString(folder.file("updates.csv")).lines().findFirst().orElseThrow();
    Files.writeString(folder.file("updates.csv"), header + "\n" + "x\n".repeat(30));
    List<String> found = found();
    assertEquals(20, found.stream().filter(f -> f.contains("fields, got 1")).count());
    assertTrue(found.getLast().endsWith("and 10 more lines are wrong"), found.toString());
  }

  @Test
  void comparesTheCountsWithTheScheduleAndTheCommit() throws IOException {
    edit("episodes.csv", "collect,0,16,4,2,1.5,7,2.0,cheetah_run\n", "");
    assertEquals(
        List.of(
            "error  episodes.csv: expected 2 rows by the schedule, got 1",
            "error  episodes.csv: expected the 2 rows of commit.json, got 1"),
        found());
    unfinished();
    edit("commit.json", "\"episodes\": 2", "\"episodes\": 1");
    assertEquals(
        List.of("note   run.json: still running, or killed; bench run goes on with it"), found());
    edit("commit.json", "\"updates\": 2", "\"updates\": 1");
    assertTrue(
        found()
            .contains(
                "note   updates.csv: expected the 1 rows of commit.json, got 2: those after it are"
                    + " cut off when the run goes on"));
  }

  @Test
  void namesDamagedCheckpointsEpisodesAndMedia() throws IOException {
    write("checkpoint/00000007/model.npz", "parameters?");
    String episode = "episodes/episode-000000-" + sha256("pictures").substring(0, 16) + ".npz";
    write(episode, "pictur");
    Files.delete(folder.file("media/evaluation.mp4"));
    write("media/learning_curve.png", "");
    assertEquals(
        List.of(
            "error  checkpoint/00000007/model.npz: expected the SHA-256 %s, got %s"
                .formatted(sha256("parameters"), sha256("parameters?")),
            "error  %s: damaged: expected a SHA-256 that begins with %s, as its name says, got %s"
                .formatted(
                    episode,
                    sha256("pictures").substring(0, 16),
                    sha256("pictur").substring(0, 16)),
            "error  media/evaluation.mp4: expected this picture of a finished run, but it is"
                + " missing",
            "error  media/learning_curve.png: expected a whole PNG, got 0 bytes that are none"),
        found());
    Files.delete(folder.file("checkpoint/00000007/model.npz"));
    assertTrue(
        found()
            .contains(
                "error  checkpoint/00000007/model.npz: expected this file of the checkpoint, but it"
                    + " is missing"));
  }

  @Test
  void notesWhatIsNotOurs() throws IOException {
    write("thesis.txt", "");
    write("checkpoint/00000008.tmp/model.npz", "half");
    Files.createDirectory(runs.resolve("old"));
    Files.delete(runs.resolve("suite.json"));
    Validation validation = validate();
    assertEquals(0, validation.errors());
    assertEquals(
        List.of(CELL + "/checkpoint/00000008.tmp", CELL + "/thesis.txt", "old", "suite.json"),
        validation.findings().stream().map(Finding::file).toList());
  }

  @Test
  void callsANewerFolderNewer() throws IOException {
    edit("run.json", "\"schema_version\": 3", "\"schema_version\": 4");
    edit("checkpoint/00000007/loop.json", "\"schema_version\": 2", "\"schema_version\": 4");
    List<String> found = found();
    assertEquals(2, found.size(), found.toString());
    found.forEach(
        line -> assertTrue(line.contains("a newer planet-bench wrote it; update this one"), line));
  }

  @Test
  void refusesAFolderWithoutRuns() throws IOException {
    Path empty = Files.createDirectory(runs.resolve("empty"));
    assertEquals(1, RunsValidation.of(empty, run -> EXPECTED).errors());
    Complaint.assertSays(
        "expected a folder of runs",
        MalformedFileException.class,
        () -> RunsValidation.of(runs.resolve("nowhere"), run -> EXPECTED));
  }
}
