package org.planetbench.harness.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.certificate.Comparison;
import org.planetbench.results.run.certificate.Fingerprint;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.results.run.csv.CommitMark;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.results.run.validation.Expectation;
import org.planetbench.results.run.validation.Finding;
import org.planetbench.results.run.validation.RunsValidation;

/**
 * A run in one of the folders that are merged.
 *
 * @param runs the folder of runs, as its user names it
 */
public record FoundRun(Path runs, RunFolder folder, RunRecord record) {
  /**
   * All runs of a folder, by name.
   *
   * @throws org.planetbench.results.run.file.MalformedFileException if a record can't be read, or a
   *     newer planet-bench wrote it
   */
  static List<FoundRun> in(Path runs) throws IOException {
    List<FoundRun> found = new ArrayList<>();
    for (RunFolder folder : RunFolder.list(runs)) {
      found.add(new FoundRun(runs, folder, folder.readRecord()));
    }
    return found;
  }

  /**
   * The same of a folder that has to hold some.
   *
   * @throws BadInputException if it holds none, or is that of one run
   */
  static List<FoundRun> of(Path source) throws IOException {
    if (RunFolder.at(source).hasRecord()) {
      throw new BadInputException(
          source + ": expected a folder of runs, got that of one run; give the folder it is in");
    }
    List<FoundRun> runs = in(source);
    if (runs.isEmpty()) {
      throw new BadInputException(
          source + ": expected a folder of runs, each in a folder with a run.json; got none");
    }
    return runs;
  }

  public boolean isFinished() {
    return record.status() == RunStatus.FINISHED;
  }

  /** How many rows of its certificate are committed: how far an unfinished run is. */
  long committed() throws IOException {
    return CommitMark.read(folder).committed().certificate();
  }

  /**
   * @throws BadInputException if a process may be at it
   */
  void requireIdle() throws IOException {
    requireIdle(folder);
  }

  /** The same of a folder that may not have a record yet. */
  static void requireIdle(RunFolder folder) throws IOException {
    Optional<String> runner = folder.runner();
    if (runner.isPresent()) {
      throw new BadInputException(
          "%s: expected a run that nobody is at, got one that %s runs; wait for it, or stop it"
              .formatted(folder, runner.get()));
    }
  }

  /**
   * @throws BadInputException if a file of it is not as a run leaves it, or it is an abridged copy
   * @throws org.planetbench.results.run.file.MalformedFileException if it is not as it was
   *     certified
   */
  void requireWhole(Expectation.Source source) throws IOException {
    if (record.isAbridged()) {
      throw new BadInputException(
          "%s: expected a whole run, got an abridged copy; give the run that it was made of"
              .formatted(folder));
    }
    List<Finding> errors =
        RunsValidation.of(folder, source).findings().stream()
            .filter(finding -> finding.severity() == Finding.Severity.ERROR)
            .toList();
    if (!errors.isEmpty()) {
      Finding first = errors.getFirst();
      throw new BadInputException(
          "%s/%s%s: %s%s; bench verify --runs %s names all that is wrong"
              .formatted(
                  folder,
                  first.file(),
                  first.line() > 0 ? ":" + first.line() : "",
                  first.problem(),
                  errors.size() > 1 ? " (and %d more)".formatted(errors.size() - 1) : "",
                  runs));
    }
    CertifiedRuns.readGenuine(folder);
  }

  /** Where this finished run and another of the cell part, in words; empty if they are equal. */
  Optional<String> difference(FoundRun other) throws IOException {
    if (!record.isCertified() || !other.record.isCertified()) {
      return hasTheTablesOf(other)
          ? Optional.empty()
          : Optional.of("without two certificates nothing says where");
    }
    return switch (Comparison.of(
        CertifiedRuns.read(folder).rows().certificate(),
        CertifiedRuns.read(other.folder).rows().certificate())) {
      case Comparison.Equal _ -> Optional.empty();
      case Comparison.Diverged diverged ->
          Optional.of(
              String.format(
                  Locale.ROOT,
                  "%,d rows agree; first difference: %s; %s",
                  diverged.agreeing(),
                  diverged.describe(),
                  fingerprints(other)));
    };
  }

  private String fingerprints(FoundRun other) {
    List<Fingerprint.Difference> differences = Fingerprint.differences(record, other.record);
    return differences.isEmpty()
        ? "the fingerprints are equal"
        : "the fingerprints differ in %s%s"
            .formatted(
                differences.getFirst(),
                differences.size() > 1 ? " and %d more".formatted(differences.size() - 1) : "");
  }

  /** From before there were certificates: copies of one run have the same bytes. */
  private boolean hasTheTablesOf(FoundRun other) throws IOException {
    for (RunTable<?> table : List.of(RunTable.EPISODES, RunTable.UPDATES)) {
      Path one = table.in(folder);
      Path two = table.in(other.folder);
      if (Files.notExists(one) || Files.notExists(two) || Files.mismatch(one, two) >= 0) {
        return false;
      }
    }
    return true;
  }
}
