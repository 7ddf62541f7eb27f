package org.planetbench.results.run.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.CertificateHead;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunSink.Position;
import org.planetbench.results.run.Runs;
import org.planetbench.results.run.UpdateRow;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.file.UnwritableFileException;

class CsvRunSinkTest {
  private static final String CELL = "cheetah_run-rssm-s3";
  private static final String HASH = "7c9fa136d4413fa6173637e883b6998d";

  @TempDir Path runs;
  private RunFolder folder;

  @BeforeEach
  void createFolder() throws IOException {
    folder = RunFolder.create(runs, CELL);
  }

  @Test
  void writesTheDocumentedColumns() throws IOException {
    assertWritesTheDocumentedBytes();
  }

  private void assertWritesTheDocumentedBytes() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    sink.episode(new EpisodeRow("seed", 0, 1000, 250, 0, 0.1 + 0.2, 7, 12.5, "cheetah_run"));
    sink.update(Runs.update(1, 6, 1e-10, 2, Double.NaN, Double.POSITIVE_INFINITY, 5, 0.75));
    sink.decision(Runs.decision("evaluate", 0, 4, 1234567.25));
    sink.model(new ModelRow(300, "on_policy", 0, 0.0025, 1.5, OptionalDouble.empty()));
    sink.model(new ModelRow(300, "held_out", 50, 0.125, 2, OptionalDouble.of(3.5)));
    assertEquals(new Position(1, 1, 1, 2, 4), sink.commit());
    assertEquals(
        """
        phase,episode,environment_steps,agent_steps,update_steps,episode_return,seed,wall_clock_s,task
        seed,0,1000,250,0,0.30000000000000004,7,12.5,cheetah_run
        """,
        text("episodes.csv"));
    assertEquals(
        """
        update_step,loss,image_loss,reward_loss,divergence,gradient_norm,overshooting_loss,update_ms
        1,1.0E-10,2.0,NaN,Infinity,5.0,0.75,6.0
        """,
        text("updates.csv"));
    assertEquals(
        """
        phase,episode,agent_step,encode_ms,posterior_ms,plan_ms,environment_ms,render_ms
        evaluate,0,4,0.5,0.25,1234567.25,0.125,0.0625
        """,
        text("latency.csv"));
    assertEquals(
        """
        update_step,data,distance,image_error,reward_error,divergence
        300,on_policy,0,0.0025,1.5,
        300,held_out,50,0.125,2.0,3.5
        """,
        text("model.csv"));
    assertEquals(OptionalDouble.empty(), RunTable.MODEL.read(folder).get(0).divergence());
    assertEquals(OptionalDouble.of(3.5), RunTable.MODEL.read(folder).get(1).divergence());
  }

  /** Runs from before there were task sets. */
  @Test
  void readsEpisodesWithoutTheirTask() throws IOException {
    Files.writeString(
        folder.file("episodes.csv"),
        """
        phase,episode,environment_steps,agent_steps,update_steps,episode_return,seed,wall_clock_s
        seed,0,1000,250,0,0.5,7,12.5
        """);
    assertEquals(
        List.of(new EpisodeRow("seed", 0, 1000, 250, 0, 0.5, 7, 12.5)),
        RunTable.EPISODES.read(folder));
  }

  @Test
  void writesTheSameBytesInAnyLocale() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertWritesTheDocumentedBytes();
      assertEquals(0.1 + 0.2, RunTable.EPISODES.read(folder).getFirst().episodeReturn());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void rowsAreThereOnlyAfterTheCommit() throws IOException {
    try (CsvRunSink sink = CsvRunSink.create(folder)) {
      sink.episode(Runs.episode("seed", 0, 1000, 1));
      sink.commit();
      sink.episode(Runs.episode("collect", 0, 2000, 2));
      assertEquals(1, RunTable.EPISODES.read(folder).size());
    }
    assertEquals(1, RunTable.EPISODES.read(folder).size());
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    List<UpdateRow> rows = List.of(Runs.update(1), Runs.update(3), Runs.update(7));
    rows.forEach(sink::update);
    sink.commit();
    assertEquals(rows, RunTable.UPDATES.read(folder));
    assertEquals(List.of(), RunTable.EPISODES.read(folder));
    assertEquals(List.of(rows.get(1)), RunTable.UPDATES.rows(folder, 1, 2).all());
    assertEquals(List.of(), RunTable.UPDATES.rows(folder, 3, 9).all());
  }

  /** A run without an actor has no columns for one, and goes on without them. */
  @Test
  void whatARunMeasuresDecidesItsColumns() throws IOException {
    String plain =
        "update_step,loss,image_loss,reward_loss,divergence,gradient_norm,overshooting_loss,update_ms";
    assertEquals(plain, columns(folder));
    try (CsvRunSink sink = CsvRunSink.create(folder)) {
      sink.update(Runs.update(1));
      sink.commit();
      assertEquals(plain, columns(folder));
      sink.update(acting(2));
      assertThrows(IllegalStateException.class, sink::commit);
    }
    RunFolder other = RunFolder.create(runs, "acts");
    try (CsvRunSink sink = CsvRunSink.create(other)) {
      sink.update(acting(1));
      sink.commit();
      sink.update(Runs.update(2));
      sink.commit();
    }
    assertTrue(columns(other).contains("overshooting_loss,actor_loss,"), columns(other));
    assertEquals(List.of(acting(1), Runs.update(2)), RunTable.UPDATES.read(other));
  }

  private static UpdateRow acting(long step) {
    return Runs.update(step, 12.5, 1, 2, 3, 4, 5, 0, -6, 7, 8, 9, 10, 11);
  }

  private static String columns(RunFolder run) throws IOException {
    if (!Files.exists(run.file("updates.csv"))) {
      CsvRunSink.create(run).close();
    }
    return Files.readAllLines(run.file("updates.csv")).getFirst();
  }

  @Test
  void aResumedRunGivesTheSameBytesAsOneThatWasNeverKilled() throws IOException {
    CsvRunSink whole = CsvRunSink.create(RunFolder.create(runs, "whole"));
    record(whole, 0, 4);
    whole.commit();

    CsvRunSink first = CsvRunSink.create(folder);
    record(first, 0, 2);
    Position checkpoint = first.commit();
    record(first, 2, 3);
    first.commit(); // killed here: the checkpoint doesn't know this commit
    CsvRunSink second = CsvRunSink.resume(folder, checkpoint);
    assertEquals(2, RunTable.EPISODES.read(folder).size());
    record(second, 2, 4);
    assertEquals(new Position(4, 8, 12, 8, 32), second.commit());
    for (String file :
        List.of("episodes.csv", "updates.csv", "latency.csv", "model.csv", "certificate.csv")) {
      assertEquals(Files.readString(runs.resolve("whole").resolve(file)), text(file));
    }
  }

  /** The digests are those of CertificateRowTest. */
  @Test
  void theCertificateIsAChainThatAResumedRunGoesOnWith() throws IOException {
    CsvRunSink first = CsvRunSink.create(folder);
    first.certify(CertificateStage.ENVIRONMENT, "seed/0/0", HASH);
    Position checkpoint = first.commit();
    first.certify(CertificateStage.PLANNER, "seed/0/0", HASH);
    first.commit(); // killed here: the checkpoint doesn't know this commit
    CsvRunSink second = CsvRunSink.resume(folder, checkpoint);
    second.certify(CertificateStage.LOSSES, "update/1", HASH);
    second.commit();
    assertEquals(
        """
        index,stage,position,content,digest
        0,environment,seed/0/0,7c9fa136d4413fa6173637e883b6998d,c4784ffbf204dd6312dbb6003036acbb
        1,losses,update/1,7c9fa136d4413fa6173637e883b6998d,c7f671da6360d384b7aa76c651c4cfbf
        """,
        text("certificate.csv"));
    assertEquals(new CertificateHead(2, "c7f671da6360d384b7aa76c651c4cfbf"), second.head());
  }

  @Test
  void settledRowsAreThoseThatNoResumeCuts() throws IOException {
    assertEquals(new CommitMark(Position.START, Position.START), CommitMark.read(folder));
    CsvRunSink sink = CsvRunSink.create(folder);
    record(sink, 0, 2);
    Position one = sink.commit();
    assertEquals(new CommitMark(Position.START, one), CommitMark.read(folder));
    record(sink, 2, 3);
    Position two = sink.commit();
    assertEquals(new CommitMark(one, two), CommitMark.read(folder));
    CsvRunSink.resume(folder, one);
    assertEquals(new CommitMark(one, one), CommitMark.read(folder));
  }

  @Test
  void startingAnewForgetsOldRows() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    record(sink, 0, 2);
    sink.commit();
    CsvRunSink.create(folder);
    assertEquals(List.of(), RunTable.EPISODES.read(folder));
    assertEquals(List.of(), RunTable.LATENCY.read(folder));
  }

  @Test
  void refusesToResumeFromFewerRowsThanTheCheckpointKnows() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    record(sink, 0, 2);
    sink.commit();
    assertComplains(
        "episodes.csv: the checkpoint knows 3 rows, got 2",
        () -> CsvRunSink.resume(folder, new Position(3, 4, 6, 4, 0)));
    Files.delete(folder.file("updates.csv"));
    assertComplains(
        "updates.csv: expected 4 rows, but it is missing",
        () -> CsvRunSink.resume(folder, new Position(2, 4, 6, 4, 0)));
  }

  @Test
  void aRunFromBeforeThereWasAModelTableIsReadAndGoesOn() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    sink.episode(Runs.episode("seed", 0, 1000, 1));
    sink.commit();
    Files.delete(folder.file("model.csv"));
    String mark = text("commit.json").replaceAll(",\\s*\"model\": 0", "");
    assertFalse(mark.contains("model"), mark);
    Files.writeString(folder.file("commit.json"), mark);
    Position position = CommitMark.read(folder).committed();
    assertEquals(new Position(1, 0, 0, 0, 1), position);
    CsvRunSink.resume(folder, position).model(Runs.prediction(1, "on_policy", 3));
    assertEquals(List.of(), RunTable.MODEL.read(folder));
  }

  @Test
  void complainsAboutTruncatedAndEditedTables() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    record(sink, 0, 2);
    sink.commit();
    String text = text("episodes.csv");
    edit(text.substring(0, text.length() - 4));
    assertReadComplains("episodes.csv:3: expected a whole line, but the file ends inside it");
    edit("");
    assertReadComplains("episodes.csv:1: expected a whole line");
    edit(text.replace("episode_return", "return"));
    assertReadComplains("(missing: episode_return) (unknown: return)");
    edit(text.replace("seed,1,", "seed,one,"));
    assertReadComplains("episodes.csv:3: episode: expected a whole number, got 'one'");
    edit(text.replace("seed,1,", "seed,"));
    assertReadComplains("episodes.csv:3: expected 9 fields, got 8");
    edit(text.replace("seed,1,", "sed,1,"));
    assertReadComplains(
        "episodes.csv:3: phase: expected one of seed, collect, evaluate, held_out, got 'sed'");
    edit(text.replace("seed,1,", "\"seed,1,"));
    assertReadComplains("episodes.csv:3: not valid CSV");
    edit(text.replace("seed,1,", "seed,-1,"));
    assertReadComplains("episodes.csv:3: expected counts of 0 or more");
    Files.delete(folder.file("episodes.csv"));
    assertReadComplains("expected this file, but it is missing");
  }

  /** A folder in the way stands for a full disk: root, too, is refused. */
  @Test
  void aFailedCommitKeepsTheOldFilesAndTheRows() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    record(sink, 0, 1);
    Position first = sink.commit();
    Path updates = folder.file("updates.csv");
    Path away = Files.move(updates, runs.resolve("updates.csv"));
    Files.createDirectory(updates);
    record(sink, 1, 2);
    Complaint.assertSays("cannot write ", UnwritableFileException.class, sink::commit);
    assertEquals(new CommitMark(Position.START, first), CommitMark.read(folder));
    Files.delete(updates);
    Files.move(away, updates);
    assertEquals(new Position(2, 4, 6, 4, 16), sink.commit());
    assertEquals(first, CommitMark.read(folder).settled(), "not what the failed one had written");
    assertEquals(2, RunTable.EPISODES.read(folder).size());
    assertEquals(4, RunTable.UPDATES.read(folder).size());
  }

  /** As a kill in the middle of a commit leaves it, or a disk that filled up in one. */
  @Test
  void whatWasHalfWrittenAfterTheCommitIsNeitherReadNorKept() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    record(sink, 0, 2);
    Position position = sink.commit();
    folder.writeRecord(Runs.record(CELL));
    Map<RunTable<?>, String> committed = new LinkedHashMap<>();
    for (RunTable<?> table : RunTable.ALL) {
      committed.put(table, text(table.fileName()));
      append(table, "9,half a row");
    }
    assertEquals(2, CertifiedRuns.read(folder).rows().episodes().all().size());
    assertEquals(16, CertifiedRuns.readGenuine(folder).rows().certificate().all().size());
    record(sink, 2, 3);
    sink.commit();
    assertEquals(3, RunTable.EPISODES.read(folder).size());
    append(RunTable.EPISODES, "half a row");
    CsvRunSink.resume(folder, position);
    for (RunTable<?> table : RunTable.ALL) {
      assertEquals(committed.get(table), text(table.fileName()));
    }
  }

  private void append(RunTable<?> table, String text) throws IOException {
    Files.writeString(table.in(folder), text, StandardOpenOption.APPEND);
  }

  @Test
  void noticesWhenSomeoneCutsItsFile() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    record(sink, 0, 2);
    sink.commit();
    String text = text("episodes.csv");
    edit(text.substring(0, text.length() - 4));
    record(sink, 2, 3);
    assertComplains("episodes.csv: expected the " + text.length() + " bytes", sink::commit);
  }

  /**
   * The kernel counts what this thread reads and writes, however it does it: copies within the
   * kernel, too.
   */
  @Test
  void aCommitCostsTheSameHoweverManyRowsWereWrittenBefore() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    long early = costOfACommit(sink, 1000, 1010);
    record(sink, 1010, 5000);
    sink.commit();
    long late = costOfACommit(sink, 5000, 5010);
    assertTrue(Files.size(folder.file("certificate.csv")) > 2_000_000);
    assertTrue(late < early + 2000, () -> "first " + early + " bytes, then " + late);
  }

  /** Bytes, the reading of the counters included. */
  private static long costOfACommit(CsvRunSink sink, int from, int to) throws IOException {
    record(sink, from, to);
    long before = bytesMoved();
    sink.commit();
    return bytesMoved() - before;
  }

  private static long bytesMoved() throws IOException {
    return Files.readAllLines(Path.of("/proc/thread-self/io")).stream()
        .filter(line -> line.startsWith("rchar:") || line.startsWith("wchar:"))
        .mapToLong(line -> Long.parseLong(line.substring(7)))
        .sum();
  }

  @Test
  void aRunDoesNotGoOnFromRowsThatAreNotAsTheyWereCertified() throws IOException {
    CsvRunSink sink = CsvRunSink.create(folder);
    record(sink, 0, 3);
    Position position = sink.commit();
    String remedy = "; restore the file, or delete the run's folder to start anew";
    alter("episodes.csv", "seed,1,2000,", "seed,1,2001,");
    assertComplains(
        CELL + ": episodes.csv:3: seed/1 is not as it was certified",
        () -> CsvRunSink.resume(folder, position));
    alter("episodes.csv", "seed,1,2001,", "seed,l,2000,");
    assertComplains(
        "episodes.csv:3: episode: expected a whole number, got 'l'" + remedy,
        () -> CsvRunSink.resume(folder, position));
    alter("episodes.csv", "seed,l,2000,", "seed,1,2000,");
    alter("certificate.csv", "7,diagnosis,update/0", "7,diagnosis,update/1");
    assertComplains(
        CELL + ": certificate.csv: row 7 (diagnosis at update/1/held_out/1) does not follow",
        () -> CsvRunSink.resume(folder, position));
    assertComplains(remedy, () -> CsvRunSink.resume(folder, position));
    assertEquals(position, CommitMark.read(folder).committed(), "nothing was cut");
    alter("certificate.csv", "7,diagnosis,update/1", "7,diagnosis,update/0");
    CsvRunSink.resume(folder, position);
  }

  private void alter(String file, String from, String to) throws IOException {
    String text = text(file);
    assertTrue(text.contains(from), text);
    Files.writeString(folder.file(file), text.replace(from, to));
  }

  /** Two updates, three decisions and two predictions an episode. */
  private static void record(CsvRunSink sink, int from, int to) {
    for (int i = from; i < to; i++) {
      sink.episode(Runs.episode("seed", i, 1000L * (i + 1), i / 3.0));
      sink.update(Runs.update(2L * i + 1));
      sink.update(Runs.update(2L * i + 2));
      for (int step = 0; step < 3; step++) {
        sink.certify(CertificateStage.PLANNER, "seed/" + i + "/" + step, HASH);
        sink.decision(Runs.decision("seed", i, step, step / 7.0));
      }
      sink.model(Runs.prediction(i, "held_out", 0));
      sink.model(Runs.prediction(i, "held_out", 1));
    }
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.file(file));
  }

  private void edit(String text) throws IOException {
    Files.writeString(folder.file("episodes.csv"), text);
  }

  private void assertReadComplains(String message) {
    assertComplains(message, () -> RunTable.EPISODES.read(folder));
  }

  private static void assertComplains(String message, Executable reading) {
    Complaint.assertSays(message, MalformedFileException.class, reading);
  }
}
