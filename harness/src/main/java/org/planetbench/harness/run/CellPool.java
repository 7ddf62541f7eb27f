package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.planetbench.harness.experiment.CellSpec;

/**
 * Runs cells in processes of their own, up to a number of them side by side, in the order given.
 */
public final class CellPool {
  /** What the pool tells, from several threads. */
  public interface Listener {
    void started(CellSpec spec);

    void progress(Progress progress);

    void ended(CellSpec spec, ExitCode code, Path log);

    /** Something went wrong beside the cells: one line. */
    void trouble(String line);
  }

  private final SuiteFolder suite;
  private final int jobs;
  private final Listener listener;
  private final Set<CellProcess> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  public CellPool(SuiteFolder suite, int jobs, Listener listener) {
    this.suite = suite;
    this.jobs = jobs;
    this.listener = listener;
  }

  /** Runs all cells to their end and returns their exit codes in the order given. */
  public List<ExitCode> run(List<CellSpec> specs) throws IOException, InterruptedException {
    try (ExecutorService workers = Executors.newFixedThreadPool(jobs)) {
      List<Future<ExitCode>> ends =
          specs.stream().map(spec -> workers.submit(() -> run(spec))).toList();
      List<ExitCode> codes = new ArrayList<>();
      for (Future<ExitCode> end : ends) {
        codes.add(end.get());
      }
      return Collections.unmodifiableList(codes);
    } catch (ExecutionException e) {
      stop();
      throw new IOException("a cell could not be started: " + e.getCause(), e);
    }
  }

  private ExitCode run(CellSpec spec) throws IOException, InterruptedException {
    if (stopping) {
      return ExitCode.INTERRUPTED;
    }
    CellProcess process = CellProcess.start(spec, suite.path());
    running.add(process);
    listener.started(spec);
    try {
      int number = process.await(listener::progress);
      closeRecord(spec, number);
      ExitCode code = ExitCode.ofCell(number);
      listener.ended(spec, code, process.log());
      return code;
    } finally {
      running.remove(process);
    }
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
    running.forEach(CellProcess::stop);
    for (CellProcess process : running) {
      process.awaitStop();
    }
  }
}
