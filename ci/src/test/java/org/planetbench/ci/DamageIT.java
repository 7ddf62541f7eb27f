package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunLock;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

/** Runs and installations that something happened to. Each test damages a copy of one whole run. */
final class DamageIT {
  private static final String CELL = "dummy_counting-rssm-s1";
  private static final String[] RUN = {
    "run", "--profile", "smoke", "--task", "dummy_counting", "--variant", "rssm", "--runs", "runs"
  };

  @TempDir private static Path original;
  @TempDir private Path directory;

  @BeforeAll
  static void runOnce() throws IOException, InterruptedException {
    Bench.in(original).run(RUN).requireExitCode(0);
  }

  private static RunFolder whole() {
    return RunFolder.at(original.resolve("runs").resolve(CELL));
  }

  private RunFolder copy() throws IOException {
    Bench.copyTree(original.resolve("runs"), directory.resolve("runs"));
    return RunFolder.at(directory.resolve("runs").resolve(CELL));
  }

  /** A copy that has still to be ended: it stands at its newest checkpoint. */
  private RunFolder unfinishedCopy() throws IOException {
    RunFolder folder = copy();
    RunRecord run = folder.readRecord();
    folder.writeRecord(run.resumed());
    return folder;
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static List<Path> checkpoints(RunFolder folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder.checkpoint())) {
      return entries.sorted().toList();
    }
  }

  private static void requireClear(Bench.Ended ended) {
    String all = ended.out() + ended.err();
    assertFalse(all.contains("\tat "), ended::toString);
    assertFalse(all.contains("Exception"), ended::toString);
  }

  @Test
  void refusesOtherSettingsThanTheRunBeganWith() throws IOException, InterruptedException {
    copy();
    String[] other =
        Stream.concat(Stream.of(RUN), Stream.of("--set", "batch=5")).toArray(String[]::new);
    Bench.Ended ended = Bench.in(directory).run(other);
    ended
        .requireExitCode(2)
        .requireErr(CELL + ": holds a run with recipe.batch = 4, asked for is 5")
        .requireErr("--runs");
  }

  @Test
  void leavesOutARunWithACutTable() throws IOException, InterruptedException {
    RunFolder folder = copy();
    String rows = Bench.text(folder.file("episodes.csv"));
    Files.writeString(folder.file("episodes.csv"), rows.substring(0, rows.length() - 5));
    Bench.Ended ended = Bench.in(directory).run("report", "--runs", "runs").requireExitCode(2);
    ended.requireSentence(
        "%s/episodes.csv:%d: expected a whole line, but the file ends inside it"
            .formatted(CELL, rows.lines().count()));
    requireClear(ended);
  }

  /** A digit of a number: whole by its form, and not what was measured. */
  private static void alter(Path file, String row, String from, String to) throws IOException {
    String text = Bench.text(file);
    int start = text.indexOf(row);
    assertTrue(start >= 0, () -> row + " is not in\n" + text);
    int end = text.indexOf('\n', start + 1);
    Files.writeString(
        file,
        text.substring(0, start)
            + text.substring(start, end).replaceFirst(from, to)
            + text.substring(end));
  }

  /** What an altered run says is in no table, and counted by no gate. */
  @Test
  void anAlteredRunIsNamedAndNotCounted() throws IOException, InterruptedException {
    RunFolder folder = copy();
    alter(folder.file("episodes.csv"), "\nevaluate,2,", "([0-9]+),dummy", "9$1,dummy");
    alter(folder.file("episodes.csv"), "\ncollect,2,", "dummy_counting", "dummy_bounting");
    String line = "collect/2 is not as it was certified (certificate.csv, row ";
    Bench bench = Bench.in(directory);
    Bench.Ended report = bench.run("report", "--runs", "runs").requireExitCode(2);
    requireClear(report.requireOut(CELL).requireOut(line));
    Bench.Ended gate = bench.run("gate", "returns", "--runs", "runs").requireExitCode(3);
    requireClear(gate.requireOut(line));
  }

  @Test
  void doesNotGoOnFromAnAlteredCertificate() throws IOException, InterruptedException {
    RunFolder folder = unfinishedCopy();
    alter(folder.file("certificate.csv"), "\n99,", ",([0-9a-f])([0-9a-f]{31}),", ",$2$1,");
    Bench.Ended ended = Bench.in(directory).run(RUN).requireExitCode(2);
    requireClear(ended.requireOut("certificate.csv: row 99 ("));
    ended.requireOut("restore the file, or delete the run's folder to start anew");
    assertEquals(RunStatus.FAILED, folder.readRecord().status());
  }

  @Test
  void doesNotGoOnFromASettledRowThatIsNoRow() throws IOException, InterruptedException {
    RunFolder folder = unfinishedCopy();
    alter(folder.file("episodes.csv"), "\n", ",([0-9]+),", ",x$1,");
    Bench.Ended ended = Bench.in(directory).run(RUN).requireExitCode(2);
    requireClear(
        ended.requireSentence("episodes.csv:2: episode: expected a whole number, got 'x0'"));
    ended.requireSentence("restore the file, or delete the run's folder to start anew");
  }

  @Test
  void aBrokenChainIsNotBlamedOnTheProgram() throws IOException, InterruptedException {
    RunFolder folder = copy();
    alter(folder.file("certificate.csv"), "\n99,", ",([0-9a-f])([0-9a-f]{31}),", ",$2$1,");
    Bench.in(directory)
        .run("verify", whole().path().toString(), "--against", folder.path().toString())
        .requireExitCode(1)
        .requireOut("certificate.csv: row 99 (")
        .requireOut("where they differ says nothing of the program");
  }

  @Test
  void namesACutRecord() throws IOException, InterruptedException {
    RunFolder folder = copy();
    Path record = folder.file(RunFolder.RECORD);
    Files.writeString(record, Bench.text(record).substring(0, 200));
    Bench.Ended report = Bench.in(directory).run("report", "--runs", "runs");
    report.requireOut(CELL + "/run.json:").requireOut("truncated");
    Bench.Ended run = Bench.in(directory).run(RUN);
    run.requireExitCode(2).requireErr(CELL + "/run.json:").requireErr("truncated");
    requireClear(report);
    requireClear(run);
  }

  @Test
  void namesAllThatIsWrongWithAFolderInOnePass() throws IOException, InterruptedException {
    RunFolder folder = copy();
    Bench bench = Bench.in(directory);
    bench.run("verify", "--runs", "runs").requireExitCode(0).requireOut(": 0 errors, 0 notes");
    append(checkpoints(folder).getLast().resolve("model.npz"), "x");
    truncate(episodes(folder).getFirst());
    append(folder.file("updates.csv"), "11,NaN,0,0,0,0,0,0\n");
    Files.delete(folder.media().resolve("evaluation.mp4"));
    Path record = folder.file(RunFolder.RECORD);
    Files.writeString(
        record, Bench.text(record).replace("\"threads\": \"1\"", "\"threads\": \"no\""));
    Bench.Ended ended = bench.run("verify", "--runs", "runs").requireExitCode(2);
    requireClear(ended);
    ended
        .requireOut("model.npz: expected the SHA-256")
        .requireOut(".npz: damaged: expected a SHA-256 that begins with")
        .requireOut("updates.csv:12: loss: expected a finite number, got NaN")
        .requireOut("updates.csv: expected the 10 rows of commit.json, got 11")
        .requireOut("settings: threads: expected a whole number, got 'no'");
  }

  @Test
  void goesBackToTheOlderCheckpoint() throws IOException, InterruptedException {
    RunFolder folder = unfinishedCopy();
    append(checkpoints(folder).getLast().resolve("model.npz"), "x");
    Bench.Ended ended = Bench.in(directory).run(RUN).requireExitCode(0);
    requireClear(ended);
    assertEquals(1, folder.readRecord().warnings().size(), () -> ended.toString());
    assertTrue(folder.readRecord().warnings().getFirst().contains("damaged"));
    Recorded.requireEqual(whole(), folder);
  }

  @Test
  void startsAnewAndSaysSoWithoutAnyWholeCheckpoint() throws IOException, InterruptedException {
    RunFolder folder = unfinishedCopy();
    for (Path checkpoint : checkpoints(folder)) {
      append(checkpoint.resolve("model.npz"), "x");
    }
    Bench.Ended ended = Bench.in(directory).run(RUN).requireExitCode(0).requireOut("damaged");
    requireClear(ended);
    assertEquals(3, folder.readRecord().warnings().size(), "each of them, and that it began anew");
    Recorded.requireEqual(whole(), folder);
  }

  private static List<Path> episodes(RunFolder folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder.file("episodes"))) {
      return entries.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void truncate(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 3));
  }

  /** The last two checkpoints know all episodes, the replay's last one included, or all but it. */
  @Test
  void aTornEpisodeIsDamageToTheCheckpointsThatNeedIt() throws IOException, InterruptedException {
    RunFolder folder = unfinishedCopy();
    truncate(episodes(folder).getLast());
    Bench.Ended ended = Bench.in(directory).run(RUN).requireExitCode(0);
    requireClear(ended);
    List<String> warnings = folder.readRecord().warnings();
    assertTrue(warnings.getFirst().contains("damaged: "), warnings.toString());
    assertTrue(warnings.getFirst().contains(".npz: damaged"), warnings.toString());
    Recorded.requireEqual(whole(), folder);
  }

  @Test
  void startsAnewWhereTheFirstEpisodeIsTorn() throws IOException, InterruptedException {
    RunFolder folder = unfinishedCopy();
    truncate(episodes(folder).getFirst());
    Files.delete(episodes(folder).get(1));
    Bench.Ended ended = Bench.in(directory).run(RUN).requireExitCode(0);
    requireClear(ended);
    List<String> warnings = folder.readRecord().warnings();
    assertTrue(warnings.getLast().contains("the run began anew"), warnings.toString());
    Recorded.requireEqual(whole(), folder);
    assertEquals(
        episodes(whole()).stream().map(Path::getFileName).toList(),
        episodes(folder).stream().map(Path::getFileName).toList());
  }

  @Test
  void endsWith130WhenAskedToEndWhileTheReportIsWritten() throws IOException, InterruptedException {
    copy();
    try (RunLock _ = RunLock.toWrite(directory.resolve("runs/report"))) { // so that it can't end
      Bench.Running running = Bench.in(directory).start(RUN);
      while (running.process().isAlive()
          && !Bench.text(running.out()).contains("finished before")) {
        Thread.sleep(1);
      }
      running.process().destroy();
      running.await().requireExitCode(130);
    }
    assertEquals(
        RunStatus.FINISHED,
        RunFolder.at(directory.resolve("runs").resolve(CELL)).readRecord().status());
  }

  @Test
  void refusesTheCheckpointOfOtherSettings() throws IOException, InterruptedException {
    RunFolder folder = unfinishedCopy();
    Path foreign = Files.createDirectory(directory.resolve("foreign"));
    String[] other =
        Stream.concat(Stream.of(RUN), Stream.of("--set", "hidden_size=64")).toArray(String[]::new);
    Bench.in(foreign).run(other).requireExitCode(0);
    Bench.copyTree(
        RunFolder.at(foreign.resolve("runs").resolve(CELL)).checkpoint(), folder.checkpoint());
    Bench.Ended ended = Bench.in(directory).run(RUN).requireExitCode(2);
    ended.requireOut("hidden_size=100, got one made with hidden_size=64");
    requireClear(ended);
  }

  @Test
  void refusesATableThatLacksWhatTheCheckpointKnows() throws IOException, InterruptedException {
    RunFolder folder = unfinishedCopy();
    List<String> rows = Bench.text(folder.file("episodes.csv")).lines().toList();
    Files.writeString(folder.file("episodes.csv"), String.join("\n", rows.subList(0, 3)) + "\n");
    Bench.Ended ended = Bench.in(directory).run(RUN).requireExitCode(2);
    ended.requireSentence(
        "the checkpoint knows %d rows, got 2; restore the file, or delete"
            .formatted(rows.size() - 1));
    requireClear(ended);
    assertEquals(RunStatus.FAILED, folder.readRecord().status());
  }

  @Test
  void saysThatTheMachineIsNotReady() throws IOException, InterruptedException {
    String[] run = {
      "run", "--profile", "smoke", "--cell", "cartpole_balance-random-s1", "--runs", "runs"
    };
    try (Home home = new Home(directory.resolve("home"))) {
      Path library = home.replaceSimulator();
      Bench bench = Bench.in(directory, home.path());
      Bench.Ended ended = bench.run(run).requireExitCode(4).requireOut(library + " is altered");
      ended.requireOut("remedy").requireOut("harness/bench doctor");
      requireClear(ended);
      Files.delete(library);
      bench.run(run).requireExitCode(4).requireOut(library + " is missing");
    }
  }
}
