package org.planetbench.results.run.validation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.planetbench.results.run.LatencyStage;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunSink.Position;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.StageTimes;
import org.planetbench.results.run.csv.CommitMark;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.results.run.csv.TableInspector;
import org.planetbench.results.run.file.InputFile;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;

/** Looks through the tables of a run: row by row, and their lengths beside what it committed. */
final class TablesCheck {
  private static final double TOLERANCE = 1e-9;

  private final RunFolder folder;
  private final RunRecord run;
  private final Optional<Expectation> expectation;
  private final Findings findings;

  TablesCheck(
      RunFolder folder, RunRecord run, Optional<Expectation> expectation, Findings findings) {
    this.folder = folder;
    this.run = run;
    this.expectation = expectation;
    this.findings = findings;
  }

  /** Looks at one row, and says what is wrong with it; {@code row} counts from 0. */
  interface RowCheck<T> {
    Optional<String> problem(long row, T value);
  }

  void all() {
    if (endedBeforeItBegan()) {
      return;
    }
    Optional<CommitMark> mark = run.isAbridged() ? Optional.empty() : commitMark();
    EpisodeRows episodeRows = new EpisodeRows(expectation);
    long episodes = check(RunTable.EPISODES, mark, Position::episodes, episodeRows);
    long updates = 0;
    if (!run.isAbridged()) {
      updates = check(RunTable.UPDATES, mark, Position::updates, RowChecks::update);
      DecisionRows decisions = new DecisionRows(expectation);
      int before = findings.count();
      check(RunTable.LATENCY, mark, Position::decisions, decisions);
      if (findings.count() == before) {
        latency(decisions.times());
      }
    }
    if (run.hasModelTable() || Files.exists(RunTable.MODEL.in(folder))) {
      check(RunTable.MODEL, mark, Position::model, new ModelRows());
    }
    if (run.isCertified()) {
      check(
          RunTable.CERTIFICATE,
          mark,
          Position::certificate,
          (row, value) -> RowChecks.equal("index", row, value.index()));
    }
    if (expectation.isPresent()) {
      length(RunTable.EPISODES, expectation.get().episodes().size(), episodes);
      if (!run.isAbridged()) {
        length(RunTable.UPDATES, expectation.get().updateSteps(), updates);
      }
    }
  }

  /** As where the machine was not ready: it has a record, which says why, and no tables. */
  private boolean endedBeforeItBegan() {
    return run.status() != RunStatus.FINISHED
        && Files.notExists(folder.file(CommitMark.FILE))
        && Stream.of(RunTable.EPISODES, RunTable.UPDATES, RunTable.LATENCY, RunTable.CERTIFICATE)
            .noneMatch(table -> Files.exists(table.in(folder)));
  }

  private Optional<CommitMark> commitMark() {
    Path file = folder.file(CommitMark.FILE);
    if (!Files.exists(file)) {
      findings.error(file, "expected this file, but it is missing");
      return Optional.empty();
    }
    try {
      CommitMark mark = CommitMark.read(folder);
      if (!mark.isOrdered()) {
        findings.error(file, "expected no more settled rows than committed ones, got " + mark);
      }
      return Optional.of(mark);
    } catch (MalformedFileException e) {
      findings.error(e);
    } catch (IOException e) {
      findings.error(file, "cannot be read: " + InputFile.reason(e));
    }
    return Optional.empty();
  }

  /**
   * How many lines the table has after its header. Those of an unfinished run that come after the
   * last commit may be half rows, and are counted only.
   */
  private <T> long check(
      RunTable<T> table,
      Optional<CommitMark> mark,
      ToLongFunction<Position> committed,
      RowCheck<T> rows) {
    Path file = table.in(folder);
    long count =
        run.status() == RunStatus.FINISHED
            ? Long.MAX_VALUE
            : mark.map(m -> committed.applyAsLong(m.committed())).orElse(Long.MAX_VALUE);
    long[] lines = {0};
    findings.looking(
        file,
        () ->
            lines[0] =
                table.check(
                    folder,
                    run.schemaVersion(),
                    count,
                    new TableInspector<T>() {
                      @Override
                      public void row(long line, T value) {
                        findings.countRow();
                        rows.problem(line - 2, value)
                            .ifPresent(problem -> findings.error(file, line, problem));
                      }

                      @Override
                      public void wrong(MalformedFileException problem) {
                        findings.error(problem);
                      }
                    }));
    mark.ifPresent(m -> beside(file, committed.applyAsLong(m.committed()), lines[0]));
    return lines[0];
  }

  private void beside(Path file, long committed, long rows) {
    String problem =
        String.format(Locale.ROOT, "expected the %d rows of commit.json, got %d", committed, rows);
    if (rows < committed || (rows > committed && run.status() == RunStatus.FINISHED)) {
      findings.error(file, problem);
    } else if (rows > committed) {
      findings.note(file, problem + ": those after it are cut off when the run goes on");
    }
  }

  /** The record's percentiles are of these rows. */
  private void latency(StageTimes times) {
    Path file = folder.file(RunFolder.RECORD);
    Map<String, Double> recorded = run.latency();
    LatencyStage.percentiles(times)
        .forEach(
            (key, expected) -> {
              double got = recorded.getOrDefault(key, expected);
              if (Math.abs(got - expected) > TOLERANCE * Math.abs(expected)) {
                findings.error(
                    file,
                    JsonFile.line(file, "latency", key),
                    "latency.%s: expected %s, of %s, got %s"
                        .formatted(key, expected, RunTable.LATENCY.fileName(), got));
              }
            });
  }

  private void length(RunTable<?> table, long expected, long got) {
    if (got > expected || (got < expected && run.status() == RunStatus.FINISHED)) {
      findings.error(
          table.in(folder),
          String.format(Locale.ROOT, "expected %d rows by the schedule, got %d", expected, got));
    }
  }
}
