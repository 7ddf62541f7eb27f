package org.planetbench.harness.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.outcome.Findings;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.outcome.RunReader;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.validation.Finding;
import org.planetbench.results.run.validation.RunsValidation;

final class AbridgementTest {
  @TempDir private Path directory;

  private RunFolder write(String runs, long seed, int episodes, double played) throws IOException {
    return MergedRuns.write(directory.resolve(runs), seed, episodes, played, "16");
  }

  private Abridgement abridge(String runs) throws IOException {
    return Abridgement.carryOut(
        List.of(directory.resolve(runs)), directory.resolve("kept"), MergedRuns::expectation);
  }

  private RunFolder kept(long seed) {
    return RunFolder.at(directory.resolve("kept").resolve("cheetah_run-rssm-s" + seed));
  }

  private static String refusal(Class<? extends Exception> type, Attempt attempt) {
    return String.valueOf(assertThrows(type, attempt::make).getMessage());
  }

  /** What is expected to be refused. */
  private interface Attempt {
    void make() throws IOException;
  }

  @Test
  void keepsWhatReportsNeedAndSaysThatNothingVouchesForIt() throws IOException {
    write("a", 1, MergedRuns.EPISODES, 100);
    write("a", 2, MergedRuns.EPISODES - 1, 50);
    Abridgement done = abridge("a");
    assertEquals(List.of("cheetah_run-rssm-s1"), done.taken());
    assertEquals(List.of("cheetah_run-rssm-s2"), done.unfinished());
    try (Stream<Path> files = Files.list(kept(1).path())) {
      assertEquals(
          new TreeSet<>(List.of("episodes.csv", "model.csv", "run.json")),
          new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()));
    }
    Findings findings = new Findings();
    Run run = new RunReader(findings).read(directory.resolve("kept")).getFirst();
    assertEquals(100, run.evaluations().getLast().mean());
    assertTrue(findings.table().toString().contains("an abridged copy"));
  }

  @Test
  void isWholeAsFarAsItGoesAndADamagedOneIsSeen() throws IOException {
    write("a", 1, MergedRuns.EPISODES, 100);
    abridge("a");
    assertEquals(0, errors());
    Path episodes = kept(1).file("episodes.csv");
    List<String> lines = Files.readAllLines(episodes);
    Files.write(episodes, lines.subList(0, lines.size() - 1));
    assertEquals(1, errors());
  }

  private long errors() throws IOException {
    return RunsValidation.of(directory.resolve("kept"), MergedRuns::expectation).findings().stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .count();
  }

  @Test
  void theSameCallAgainKeepsWhatIsThereAndAnotherRunOfTheCellIsRefused() throws IOException {
    write("a", 1, MergedRuns.EPISODES, 100);
    write("b", 1, MergedRuns.EPISODES, 101);
    abridge("a");
    assertEquals(List.of("cheetah_run-rssm-s1"), abridge("a").there());
    assertTrue(refusal(BadInputException.class, () -> abridge("b")).contains("whose certificate"));
    assertEquals(
        100,
        new RunReader(new Findings())
            .read(directory.resolve("kept"))
            .getFirst()
            .evaluations()
            .getLast()
            .mean());
  }

  /** As of schema version 1, which had no certificates either. */
  @Test
  void aRunWithoutATableOfPredictionsIsKeptWithoutOne() throws IOException {
    RunFolder run = write("a", 1, MergedRuns.EPISODES, 100);
    Files.delete(run.file("model.csv"));
    Files.delete(run.file("certificate.csv"));
    RunRecord record = run.readRecord();
    run.writeRecord(
        new RunRecord(
            1,
            record.identity(),
            record.settings(),
            record.provenance(),
            record.course(),
            record.mlflowRunId(),
            RunRecord.Outcome.NONE));
    assertEquals(List.of("cheetah_run-rssm-s1"), abridge("a").taken());
    assertEquals(0, errors());
    Run kept = new RunReader(new Findings()).read(directory.resolve("kept")).getFirst();
    assertEquals(100, kept.evaluations().getLast().mean());
    assertTrue(kept.predictions().isEmpty());
  }

  @Test
  void aFolderWithoutRunsIsRefused() throws IOException {
    RunFolder run = write("a", 1, MergedRuns.EPISODES, 100);
    for (Path wrong : List.of(directory, run.path())) {
      String message =
          String.valueOf(
              assertThrows(
                      BadInputException.class,
                      () ->
                          Abridgement.carryOut(
                              List.of(wrong), directory.resolve("kept"), MergedRuns::expectation))
                  .getMessage());
      assertTrue(message.startsWith(wrong + ": expected a folder of runs"), message);
    }
  }

  @Test
  void isNoRunToMergeAbridgeOrVerify() throws IOException {
    write("a", 1, MergedRuns.EPISODES, 100);
    abridge("a");
    assertTrue(
        refusal(
                BadInputException.class,
                () ->
                    Merge.plan(
                        List.of(directory.resolve("kept")),
                        directory.resolve("all"),
                        MergedRuns::expectation))
            .contains("expected a whole run, got an abridged copy"));
    assertTrue(
        refusal(MalformedFileException.class, () -> CertifiedRuns.read(kept(1)))
            .contains("it is an abridged copy"));
  }
}
