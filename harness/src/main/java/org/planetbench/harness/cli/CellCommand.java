package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.run.CellFile;
import org.planetbench.harness.run.CellPool;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.LocalExecutor;
import org.planetbench.harness.run.SuiteFolder;
import org.planetbench.harness.submit.FrozenProgram;
import org.planetbench.harness.submit.SlurmArray;
import org.planetbench.results.run.Claimant;
import org.planetbench.results.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench cell}. */
@Command(
    name = "cell",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Runs the one cell that a file describes, as a scheduler's job does.",
    description = {
      "The file is cell.json in the run's folder: bench run writes one for each cell that it starts."
          + " It says all that decides the run, whatever this checkout's profiles say; recorded is"
          + " the commit that runs it. A finished cell is nothing to do, an unfinished one"
          + " resumes.",
      "Nothing is sent to MLflow, and no report is written: bench report does both.",
      "  bench cell runs/paper/cheetah_run-rssm-s3/cell.json"
    })
final class CellCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  @Parameters(paramLabel = "FILE", description = "The cell's file.")
  private Path file = Path.of("");

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "The folder of runs. Default: that which the file's own folder is in.")
  private @Nullable Path runs;

  @Mixin private HeapOption heap = new HeapOption();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but what goes wrong.")
  private boolean quiet;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Interruption interruption = Interruption.guard();
        StatusLines lines = lines()) {
      return run(interruption, lines).number();
    }
  }

  /**
   * Waits until it is known whether an owner on another machine lives: it gives another sign of
   * life, or has given none for long. A job that a scheduler starts again on another node, because
   * the first was lost, would else be refused.
   */
  private static void awaitSign(RunFolder run, StatusLines lines)
      throws IOException, InterruptedException {
    Optional<Claimant> first = perhapsAlive(run);
    if (first.isPresent()) {
      lines.println(
          "%s: waits for a sign of life of %s, for five minutes at most"
              .formatted(run.cell(), first.get()));
    }
    Optional<Claimant> now = first;
    while (now.isPresent() && now.get().lastSign().equals(first.get().lastSign())) {
      Thread.sleep(BETWEEN_LOOKS);
      now = perhapsAlive(run);
    }
  }

  private static Optional<Claimant> perhapsAlive(RunFolder run) throws IOException {
    return run.claimant().filter(c -> c.standing() == Claimant.Standing.PERHAPS_ALIVE);
  }

  private StatusLines lines() {
    return quiet ? StatusLines.quiet() : StatusLines.onOut();
  }

  private ExitCode run(Interruption interruption, StatusLines lines)
      throws IOException, InterruptedException {
    LocalExecutor executor = new LocalExecutor(heap.heap());
    CellFile cell = runs == null ? CellFile.read(file) : CellFile.read(file, runs);
    Checkout.ofThisProgram().requireCommit(cell.spec().commit());
    SuiteFolder suite = SuiteFolder.of(cell);
    List<CellSpec> todo = suite.plan(List.of(ofThisProgram(cell.spec()))).todo();
    if (todo.isEmpty()) {
      lines.println(cell.spec().cell().id() + ": finished before");
      return ExitCode.SUCCESS;
    }
    RunFolder folder = suite.folder(cell.spec().cell());
    awaitSign(folder, lines);
    List<String> before = Checkpoints.reached(folder);
    try (ProgressDisplay display = new ProgressDisplay(todo.size(), lines)) {
      CellPool pool = new CellPool(suite, 1, executor, display);
      interruption.stopping(
          () -> {
            pool.stop();
            sayIfNoFurther(folder, before, lines);
          });
      return pool.run(todo).getFirst();
    }
  }

  /**
   * The run is recorded as of the commit that runs it, which need not be that of the file; where
   * nobody knows it, as on a node without git, as of the file's.
   */
  private static CellSpec ofThisProgram(CellSpec spec) {
    if (FrozenProgram.isRunning()) {
      return spec;
    }
    String commit = Checkout.ofThisProgram().commit();
    return commit.equals(Checkout.UNKNOWN) ? spec : spec.withCommit(commit);
  }

  private static void sayIfNoFurther(RunFolder run, List<String> before, StatusLines lines) {
    try {
      if (Checkpoints.reached(run).equals(before)) {
        lines.println(run.cell() + ": " + SlurmArray.NO_CHECKPOINT);
      }
    } catch (IOException e) {
      // the next attempt says what is wrong with the folder
    }
  }
}
