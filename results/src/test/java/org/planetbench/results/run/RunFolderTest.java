package org.planetbench.results.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.certificate.Fingerprint;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.file.UnwritableFileException;

class RunFolderTest {
  private static final String CELL = "cheetah_run-rssm-s3";

  @TempDir Path runs;
  private RunFolder folder;

  @BeforeEach
  void createFolder() throws IOException {
    folder = RunFolder.create(runs, CELL);
  }

  @Test
  void givesBackTheRecordItWasGiven() throws IOException {
    RunRecord run = Runs.record(CELL);
    folder.writeRecord(run);
    assertEquals(run, folder.readRecord());
    RunRecord failed =
        run.ended(RunStatus.FAILED, Runs.START.plusSeconds(5), Optional.of("no \"GL\"\nhere"))
            .publishedAs("abc")
            .warned(List.of());
    folder.writeRecord(failed);
    assertEquals(failed, folder.readRecord());
    assertEquals(List.copyOf(run.settings().keySet()), List.of("recipe.batch", "planner.horizon"));
  }

  /** In words, without the names of a library's classes. */
  @Test
  void saysWhatIsWrongWithARecordThatIsNoJson() throws IOException {
    for (String text : List.of("{", "[".repeat(2000), "{\"cell\": \"", "nonsense")) {
      Files.writeString(folder.file(RunFolder.RECORD), text);
      String message =
          String.valueOf(
              assertThrows(MalformedFileException.class, folder::readRecord).getMessage());
      assertTrue(message.contains("not valid JSON, the file is truncated or was edited"), message);
      assertFalse(message.contains("Stream") || message.contains("Source"), message);
    }
  }

  @Test
  void aResumedRunIsRunningAgain() {
    RunRecord run =
        Runs.record(CELL)
            .ended(RunStatus.INTERRUPTED, Runs.START, Optional.of("SIGTERM"))
            .resumed();
    assertEquals(RunStatus.RUNNING, run.status());
    assertEquals(1, run.resumes());
    assertEquals(Optional.empty(), run.endedAt());
    assertEquals(Optional.empty(), run.error());
  }

  @Test
  void keepsWhatChangedWhileItWasInterrupted() {
    RunRecord run = Runs.record(CELL); // under a commit and a JVM
    SequencedMap<String, String> facts = new LinkedHashMap<>(run.provenance());
    assertEquals(run.provenance(), run.resumed(facts).provenance(), "nothing changed");
    facts.put("jvm", "26");
    facts.put("commit", "other");
    RunRecord later = run.resumed(facts);
    assertEquals("26", later.provenance().get("resume_1.jvm"));
    assertEquals(run.provenance().get("jvm"), later.provenance().get("jvm"), "the first stays");
    assertEquals(List.of("resume_1.jvm"), Fingerprint.changes(later), "a commit decides no bits");
    assertEquals(later.provenance(), later.resumed(facts).provenance(), "as it was just before");
    RunRecord back = later.resumed(run.provenance());
    assertEquals(run.provenance().get("jvm"), back.provenance().get("resume_2.jvm"));
  }

  @Test
  void leavesNoTemporaryFile() throws IOException {
    folder.writeRecord(Runs.record(CELL));
    try (var files = Files.list(folder.path())) {
      assertEquals(List.of("run.json"), files.map(f -> f.getFileName().toString()).toList());
    }
  }

  @Test
  void keepsThePercentilesOfARun() throws IOException {
    RunRecord timed =
        Runs.record(CELL)
            .timed(LatencyStage.summary(Runs.times(Runs.decision("collect", 0, 0, 3)), 80))
            .publishedAs("abc");
    folder.writeRecord(timed);
    assertEquals(timed, folder.readRecord());
    assertEquals(3.75, folder.readRecord().latency().get("planning_latency_ms_p95"));
    folder.writeRecord(Runs.record(CELL));
    assertFalse(Files.readString(folder.file("run.json")).contains("latency"));
    assertTrue(folder.readRecord().latency().isEmpty(), "as in older records");
  }

  @Test
  void namesTheLineWhereJsonIsTruncated() throws IOException {
    folder.writeRecord(Runs.record(CELL));
    String text = Files.readString(folder.file("run.json"));
    Files.writeString(folder.file("run.json"), text.substring(0, text.indexOf("\"suite_id\"") + 5));
    assertComplains("run.json:10: not valid JSON, the file is truncated or was edited");
  }

  @Test
  void complainsAboutHandEditedRecords() throws IOException {
    edit("\"seed\": 3", "\"seed\": \"three\"");
    assertComplains("run.json:7: seed: expected a whole number, got \"three\"");
    edit("\"status\": \"running\"", "\"status\": \"done\"");
    assertComplains("status: expected one of running, finished, failed, interrupted, got 'done'");
    edit("\"profile\"", "\"profil\"");
    assertComplains("expected the key 'profile', but it is missing");
    edit("\"resumes\": 0", "\"resumes\": 0, \"note\": 1");
    assertComplains("note: unknown key");
    edit("\"resumes\": 0", "\"resumes\": 0, \"resumes\": 1");
    assertComplains("Duplicate field 'resumes'");
    edit("\"started_at\": \"2026", "\"started_at\": \"yesterday");
    assertComplains("started_at: expected a time as in");
    edit("\"cell\": \"cheetah_run-rssm-s3\"", "\"cell\": \"cheetah_run-rssm-s4\"");
    assertComplains("cell: expected the folder's name 'cheetah_run-rssm-s3'");
  }

  /** Three days earlier, as after a clock was corrected in the middle of a run. */
  @Test
  void noRunEndsBeforeItsStart() throws IOException {
    Instant back = Runs.START.minus(Duration.ofDays(3));
    RunRecord ended = Runs.record(CELL).ended(RunStatus.FINISHED, back, Optional.empty());
    folder.writeRecord(ended);
    assertEquals(Optional.of(Runs.START), folder.readRecord().endedAt());
    assertEquals(
        "the clock was set back: at the end it said 2026-01-31T04:05:06.789Z, before the start;"
            + " ended_at is the start, and wall_clock_s has the running time",
        folder.readRecord().warnings().getLast());
    RunRecord usual =
        Runs.record(CELL).ended(RunStatus.FINISHED, Runs.START.plusMillis(1), Optional.empty());
    assertEquals(Runs.record(CELL).warnings(), usual.warnings());
    assertEquals(Optional.of(Runs.START.plusMillis(1)), usual.endedAt());
  }

  @Test
  void callsANewerSchemaNewerEvenIfItsKeysDiffer() throws IOException {
    Files.writeString(folder.file("run.json"), "{\"schema_version\": 99, \"shape\": \"other\"}");
    assertComplains("expected schema_version up to 3, got 99: a newer planet-bench wrote it");
  }

  @Test
  void complainsAboutAMissingOrEmptyRecord() throws IOException {
    assertComplains("expected this file, but it is missing");
    Files.writeString(folder.file("run.json"), "");
    assertComplains("expected a JSON object, got an empty file");
  }

  @Test
  void listsRunsByNameAndSkipsOtherFolders() throws IOException {
    folder.writeRecord(Runs.record(CELL));
    RunFolder.create(runs, "a_b-rssm-s0").writeRecord(Runs.record("a_b-rssm-s0"));
    RunFolder.create(runs, "nothing-yet");
    assertEquals(
        List.of("a_b-rssm-s0", CELL), RunFolder.list(runs).stream().map(RunFolder::cell).toList());
    Complaint.assertSays(
        "expected a folder of runs",
        MalformedFileException.class,
        () -> RunFolder.list(runs.resolve("elsewhere")));
  }

  @Test
  void refusesAFileWhereTheFolderShouldBe() throws IOException {
    Files.writeString(runs.resolve("taken"), "");
    Complaint.assertSays(
        "a file is in the way",
        UnwritableFileException.class,
        () -> RunFolder.create(runs, "taken"));
  }

  @Test
  void rejectsRecordsThatCouldNotBeACell() {
    assertThrows(IllegalArgumentException.class, () -> Runs.record("../elsewhere"));
    assertThrows(
        IllegalArgumentException.class, () -> folder.writeRecord(Runs.record("other-rssm-s0")));
  }

  private void edit(String what, String with) throws IOException {
    folder.writeRecord(Runs.record(CELL));
    String text = Files.readString(folder.file("run.json"));
    assertTrue(text.contains(what), text);
    Files.writeString(folder.file("run.json"), text.replace(what, with));
  }

  private void assertComplains(String message) {
    Complaint.assertSays(message, MalformedFileException.class, folder::readRecord);
  }
}
