package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.results.run.file.UnwritableFileException;

/**
 * Runs cells on an executor, up to a number of them side by side, in the order given.
 *
 * <p>A cell that fails leaves the others alone. One that cannot even be started stops them, so that
 * they can go on once that is mended: what hinders one, such as a full disk, mostly hinders all.
 */
public final class CellPool {
  /** What the pool tells, from several threads. */
  public interface Listener {
    void started(CellSpec spec);

    void progress(Progress progress);

    void ended(CellSpec spec, ExitCode code, Path log);

    /** The pool has nothing to do with it: another call finished it, or runs it. */
    void leftAlone(CellSpec spec, ExitCode code, String line);

    /** Something went wrong beside the cells: one line. */
    void trouble(String line);
  }

  private final SuiteFolder suite;
  private final int jobs;
  private final Executor executor;
  private final Listener listener;
  private final Set<Executor.Started> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  public CellPool(SuiteFolder suite, int jobs, Executor executor, Listener listener) {
    this.suite = suite;
    this.jobs = jobs;
    this.executor = executor;
    this.listener = listener;
  }

  /** Runs all cells to their end and returns their exit codes in the order given. */
  public List<ExitCode> run(List<CellSpec> specs) throws InterruptedException {
    specs.forEach(this::announce);
    try (ExecutorService workers = Executors.newFixedThreadPool(jobs)) {
      List<Future<ExitCode>> ends =
          specs.stream().map(spec -> workers.submit(() -> startAndRun(spec))).toList();
      List<ExitCode> codes = new ArrayList<>();
      for (Future<ExitCode> end : ends) {
        codes.add(end.get());
      }
      return Collections.unmodifiableList(codes);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause()); // not even the listener could be told
    }
  }

  /** What hinders this is said when the cell is started. */
  private void announce(CellSpec spec) {
    try {
      CellFile.announce(suite.path(), spec);
    } catch (IOException e) {
      // See above.
    }
  }

  /** Whatever goes wrong on the way ends in a line and a code: the others have ends, too. */
  private ExitCode startAndRun(CellSpec spec) throws InterruptedException {
    try {
      return stopping ? ExitCode.INTERRUPTED : run(spec);
    } catch (IOException | RuntimeException | Error e) {
      listener.trouble(spec.cell().id() + ": could not be run: " + ErrorLine.of(e));
      stop();
      boolean isRefused = e instanceof UnwritableFileException place && place.isRefused();
      return isRefused || e instanceof BadInputException
          ? ExitCode.BAD_INPUT
          : ExitCode.CELL_FAILED;
    }
  }

  /** As it is now, which may be hours after all were planned: other calls have worked since. */
  private ExitCode run(CellSpec planned) throws IOException, InterruptedException {
    Optional<String> runner = SuiteFolder.runnerForLong(suite.folder(planned.cell()));
    if (runner.isPresent()) {
      return runElsewhere(planned, runner.get());
    }
    List<CellSpec> todo = suite.plan(List.of(planned)).todo();
    if (todo.isEmpty()) {
      listener.leftAlone(
          planned, ExitCode.SUCCESS, planned.cell().id() + ": was finished meanwhile");
      return ExitCode.SUCCESS;
    }
    return start(todo.getFirst());
  }

  private ExitCode start(CellSpec spec) throws IOException, InterruptedException {
    try (Executor.Started cell = executor.start(CellFile.write(suite.path(), spec))) {
      running.add(cell);
      try {
        return await(spec, cell);
      } finally {
        running.remove(cell);
      }
    }
  }

  private ExitCode await(CellSpec spec, Executor.Started cell) throws InterruptedException {
    if (stopping) {
      cell.stop(); // it was not among those that were stopped
    }
    listener.started(spec);
    int number = cell.await(listener::progress);
    if (number == Executor.RUN_ELSEWHERE) {
      return runElsewhere(spec, runner(spec));
    }
    closeRecord(spec, number);
    ExitCode code = ExitCode.ofCell(number);
    listener.ended(spec, code, cell.log());
    return code;
  }

  /** Who was quicker; it may have ended meanwhile. */
  private String runner(CellSpec spec) {
    try {
      return suite.folder(spec.cell()).runner().orElse("another process");
    } catch (IOException e) {
      return "another process";
    }
  }

  private ExitCode runElsewhere(CellSpec spec, String runner) {
    listener.leftAlone(
        spec,
        ExitCode.BAD_INPUT,
        "%s: is being run by %s; wait for it or stop it".formatted(spec.cell().id(), runner));
    return ExitCode.BAD_INPUT;
  }

  /** What hinders this, a full disk for one, must not hide how the cell ended. */
  private void closeRecord(CellSpec spec, int number) {
    try {
      suite.closeRecord(spec.cell(), number);
    } catch (IOException e) {
      listener.trouble(spec.cell().id() + ": " + ErrorLine.of(e));
    }
  }

  /** Whether {@link #run} has cells that go on. */
  public boolean isRunning() {
    return !running.isEmpty();
  }

  /** Stops all cells resumably; {@link #run} then returns soon. */
  public void stop() throws InterruptedException {
    stopping = true;
    running.forEach(Executor.Started::stop);
    for (Executor.Started cell : running) {
      cell.awaitStop();
    }
  }
}
