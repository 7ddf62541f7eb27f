package org.planetbench.results.run.validation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.planetbench.results.run.Contradiction;
import org.planetbench.results.run.Migration;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.csv.CommitMark;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;

/** Looks through the folder of one run. */
final class RunValidation {
  private static final Set<String> KNOWN =
      Set.of(
          RunFolder.RECORD,
          CommitMark.FILE,
          RunTable.EPISODES.fileName(),
          RunTable.UPDATES.fileName(),
          RunTable.LATENCY.fileName(),
          RunTable.MODEL.fileName(),
          RunTable.CERTIFICATE.fileName(),
          RunTable.SYSTEM.fileName(),
          "checkpoint",
          "episodes",
          "media",
          "mlflow.json",
          "journal.csv",
          RunFolder.INPUT,
          RunFolder.PROGRESS,
          RunFolder.LOG,
          ".claim",
          ".lock",
          ".mlflow.lock");

  private final RunFolder folder;
  private final Optional<String> suiteId;
  private final Expectation.Source source;
  private final Findings findings;

  RunValidation(
      RunFolder folder, Optional<String> suiteId, Expectation.Source source, Findings findings) {
    this.folder = folder;
    this.suiteId = suiteId;
    this.source = source;
    this.findings = findings;
  }

  void all() throws IOException {
    Path file = folder.file(RunFolder.RECORD);
    List<MalformedFileException> problems = folder.recordProblems();
    problems.forEach(findings::error);
    if (problems.isEmpty()) {
      RunRecord run = folder.readRecord();
      names(file, run);
      status(file, run);
      Optional<Expectation> expectation = expectation(file, run);
      boolean hasMedia = run.status() == RunStatus.FINISHED && !run.isAbridged();
      new TablesCheck(folder, run, expectation, findings).all();
      expectation
          .filter(_ -> hasMedia)
          .ifPresent(expected -> new FilesCheck(folder, findings).media(expected.media()));
    }
    new FilesCheck(folder, findings).checkpointsAndEpisodes();
    others();
  }

  private void names(Path file, RunRecord run) {
    for (Contradiction found : Contradiction.in(run)) {
      error(file, found.key(), found.expected(), found.got());
    }
    if (suiteId.isPresent() && !suiteId.get().equals(run.suiteId())) {
      findings.note(
          file,
          "suite_id: '%s', while suite.json has '%s': the run was made in another folder"
              .formatted(run.suiteId(), suiteId.get()));
    }
  }

  private void status(Path file, RunRecord run) {
    if (run.schemaVersion() < RunRecord.SCHEMA_VERSION) {
      findings.note(
          file,
          String.format(
              Locale.ROOT,
              "schema_version %d: an older planet-bench wrote it (commit %s); read as %d, not resumed",
              run.schemaVersion(),
              run.provenance().getOrDefault("commit", "unknown"),
              RunRecord.SCHEMA_VERSION));
    }
    if (run.isAbridged()) {
      findings.note(file, "an abridged copy: it has no certificate that its rows could be held to");
    }
    if (run.endedAt().isEmpty() != (run.status() == RunStatus.RUNNING)) {
      error(file, "ended_at", "a time exactly when the run has ended", "another, or none");
    }
    run.endedAt()
        .filter(end -> end.isBefore(run.startedAt()))
        .ifPresent(
            end ->
                findings.note(
                    file,
                    "ended_at: %s is before started_at: the clock was set back while it ran"
                        .formatted(end)));
    switch (run.status()) {
      case FINISHED -> {}
      case RUNNING -> findings.note(file, "still running, or killed; bench run goes on with it");
      case INTERRUPTED -> findings.note(file, "interrupted; bench run goes on with it");
      case FAILED -> findings.note(file, "failed: " + run.error().orElse("it does not say why"));
    }
  }

  /** Empty if the record's names are unknown here, or stand for something else. */
  private Optional<Expectation> expectation(Path file, RunRecord run) {
    try {
      Expectation expectation = source.of(run);
      SequencedMap<String, String> settings = Migration.settings(run, expectation.settings());
      expectation
          .settings()
          .forEach(
              (key, value) -> {
                String got = settings.getOrDefault(key, "nothing");
                if (!got.equals(value)) {
                  error(file, "settings." + key, value, got);
                }
              });
      settings.forEach(
          (key, value) -> {
            if (!expectation.settings().containsKey(key)) {
              error(file, "settings." + key, "no such setting", value);
            }
          });
      return Optional.of(expectation);
    } catch (IllegalArgumentException e) {
      findings.error(file, "settings: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void error(Path file, String key, String expected, String got) {
    findings.error(
        file,
        JsonFile.line(file, key.split("\\.", 2)),
        key + ": expected " + expected + ", got " + got);
  }

  private void others() throws IOException {
    try (Stream<Path> entries = Files.list(folder.path())) {
      entries
          .filter(entry -> !KNOWN.contains(entry.getFileName().toString()))
          .forEach(entry -> findings.note(entry, RunsValidation.foreign(entry)));
    }
    Path cursor = folder.file("mlflow.json");
    if (Files.exists(cursor)) {
      try {
        JsonFile.read(cursor);
      } catch (MalformedFileException e) {
        findings.note(cursor, e.problem() + "; costs no more than sending again");
      }
    }
  }
}
