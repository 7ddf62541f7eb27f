package org.planetbench.harness.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.validation.Expectation;

/**
 * Copies of finished runs with what reports make tables and curves of: the record, the episodes and
 * the model's predictions, some kilobytes of each run. Small enough to be kept with a paper or in a
 * repository.
 */
public final class Abridgement {
  private static final List<RunTable<?>> KEPT = List.of(RunTable.EPISODES, RunTable.MODEL);

  private final Path into;
  private final List<String> taken = new ArrayList<>();
  private final List<String> there = new ArrayList<>();
  private final List<String> unfinished = new ArrayList<>();

  private Abridgement(Path into) {
    this.into = into;
  }

  /**
   * Checks and copies each finished run that is not there yet. Killed in the middle, the same call
   * goes on.
   *
   * @param sources folders of runs
   * @param into a folder of abridged runs, or a new one
   * @param expectations says what a run leaves
   * @throws BadInputException if a run is damaged or abridged already, or {@code into} has another
   *     one of the cell
   * @throws org.planetbench.results.run.file.MalformedFileException if a run can't be read, or is
   *     not as it was certified
   */
  public static Abridgement carryOut(List<Path> sources, Path into, Expectation.Source expectations)
      throws IOException {
    Abridgement abridgement = new Abridgement(into);
    for (Path source : sources) {
      for (FoundRun run : FoundRun.of(source)) {
        abridgement.take(run, expectations);
      }
    }
    return abridgement;
  }

  /** The cells that were copied. */
  public List<String> taken() {
    return List.copyOf(taken);
  }

  /** Those that had been before. */
  public List<String> there() {
    return List.copyOf(there);
  }

  /** Those whose run is not finished. */
  public List<String> unfinished() {
    return List.copyOf(unfinished);
  }

  private void take(FoundRun run, Expectation.Source expectations) throws IOException {
    RunRecord record = run.record();
    RunFolder copy = RunFolder.at(into.resolve(record.cell()));
    if (!run.isFinished()) {
      unfinished.add(record.cell());
    } else if (copy.hasRecord()) {
      requireSame(run, copy);
      there.add(record.cell());
    } else {
      run.requireWhole(expectations);
      AtomicFile.createFolder(copy.path());
      for (RunTable<?> table : KEPT) {
        Path file = table.in(run.folder());
        if (Files.exists(file)) { // a run of schema version 1 has no predictions
          AtomicFile.write(table.in(copy), out -> Files.copy(file, out));
        }
      }
      copy.writeRecord(record.abridged()); // last: before, it is no run
      taken.add(record.cell());
    }
  }

  private static void requireSame(FoundRun run, RunFolder copy) throws IOException {
    RunRecord there = copy.readRecord();
    boolean isSame =
        there.certificate().isPresent()
            ? there.certificate().equals(run.record().certificate())
            : there.runKey().equals(run.record().runKey());
    if (!isSame) {
      throw new BadInputException(
          "%s: expected the run of %s, whose certificate ends with %s, or none, got one that ends with %s; give another --into, or remove it"
              .formatted(copy, run.folder(), end(run.record()), end(there)));
    }
    if (!there.isAbridged()) {
      throw new BadInputException(
          "--into: expected a folder of abridged runs or a new one, got %s with the whole run %s"
              .formatted(copy.path().getParent(), there.cell()));
    }
  }

  private static String end(RunRecord record) {
    return record.certificate().map(head -> head.brief()).orElse("nothing");
  }
}
