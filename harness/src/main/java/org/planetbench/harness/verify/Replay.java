package org.planetbench.harness.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.run.CellPool;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.Heap;
import org.planetbench.harness.run.LocalExecutor;
import org.planetbench.harness.run.RecordedCell;
import org.planetbench.harness.run.SuiteFolder;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.file.AtomicFile;

/**
 * The cell of a recorded run, run once more by this program in a temporary folder beside it, with
 * every setting that the record has.
 */
public final class Replay implements AutoCloseable {
  private final CellSpec spec;
  private final SuiteFolder suite;
  private boolean kept;
  private volatile @Nullable CellPool pool;

  private Replay(CellSpec spec, SuiteFolder suite) {
    this.spec = spec;
    this.suite = suite;
  }

  /**
   * @throws BadInputException if the run is not finished or of an earlier schema, or its settings
   *     are not those of a cell that this program could run
   */
  public static Replay of(RunFolder original) throws IOException {
    RunRecord run = original.readRecord();
    if (run.status() != RunStatus.FINISHED) {
      throw new BadInputException(
          original + ": expected a finished run, it is " + run.status().id() + "; finish it first");
    }
    if (run.schemaVersion() < RunRecord.SCHEMA_VERSION) {
      throw new BadInputException(
          "%s: has schema_version %d, expected %d: this planet-bench plays other episodes; replay it with the one that made it (commit %s)"
              .formatted(
                  original,
                  run.schemaVersion(),
                  RunRecord.SCHEMA_VERSION,
                  run.provenance().getOrDefault("commit", "unknown")));
    }
    CellSpec spec = spec(run, Checkout.ofThisProgram().commit());
    Path beside =
        original.path().toAbsolutePath().normalize().resolveSibling(".replay-" + run.cell());
    return new Replay(spec, SuiteFolder.temporary(beside, run.suiteId()));
  }

  /** What makes a run with this record's settings. */
  static CellSpec spec(RunRecord run, String commit) {
    try {
      return RecordedCell.spec(run, commit);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(run.cell() + ": cannot be run again: " + e.getMessage(), e);
    }
  }

  /**
   * Runs the cell to its end.
   *
   * @throws CellFailedException if it did not come to a good one; its folder then stays
   */
  public RunFolder run(CellPool.Listener listener) throws IOException, InterruptedException {
    CellPool running = new CellPool(suite, 1, new LocalExecutor(Heap.ofEnvironment()), listener);
    pool = running;
    ExitCode code = running.run(List.of(spec)).getFirst();
    RunFolder folder = RunFolder.at(suite.path().resolve(spec.cell().id()));
    if (code != ExitCode.SUCCESS) {
      kept = true;
      throw new CellFailedException(
          "the replay ended with exit code %s; see %s"
              .formatted(code.number(), folder.file(RunFolder.LOG)),
          code);
    }
    return folder;
  }

  /** Gives it up, from another thread: the next begins anew. */
  public void stop() throws InterruptedException {
    CellPool running = pool;
    if (running != null) {
      running.stop();
    }
    try {
      AtomicFile.deleteFolder(suite.path());
    } catch (IOException e) {
      // it stays, as after a kill
    }
  }

  /** Leaves the replay's folder for someone to look at. */
  public Path keep() {
    kept = true;
    return suite.path();
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      AtomicFile.deleteFolder(suite.path());
    }
  }
}
