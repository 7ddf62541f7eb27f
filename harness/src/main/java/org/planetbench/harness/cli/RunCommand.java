package org.planetbench.harness.cli;

import static org.planetbench.results.table.Table.Column.number;
import static org.planetbench.results.table.Table.Column.text;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.run.CellPool;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.Executor;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.LocalExecutor;
import org.planetbench.harness.run.SuiteFolder;
import org.planetbench.harness.run.TrackingSession;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.report.Report;
import org.planetbench.suites.mujoco.Graphics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench run}. */
@Command(
    name = "run",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Runs the cells (task x variant x seed) of a profile, or those chosen from it.",
    description = {"Finished cells are skipped, unfinished ones resume where they stopped."},
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench run                                     a swing-up, then PlaNet learns",
      "  bench run --variant simulator_cem             only the swing-up",
      "  bench run --seed 1,2,3 --jobs 2               two cells side by side",
      "  bench run --task walker_walk --variant rssm   another task",
      "  bench run --set batch=16 --runs runs/batch16  another value of a setting",
      "  bench run --profile desktop --cell-index 3    one cell, as on a cluster",
      "  bench run --profile paper --dry-run           what that would be"
    })
final class RunCommand implements Callable<Integer> {
  /** The embedded server takes up to a minute and a half to start on a busy machine. */
  private static final Duration LAST_WORDS_TO_MLFLOW = Duration.ofSeconds(90);

  @Mixin private CellChoice choice = new CellChoice();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Cells that run side by side. Default: the profile's. Where that names no threads, the"
              + " cores are divided among them.")
  private @Nullable Integer jobs;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Where the runs are kept. Default: runs/<profile>.")
  private @Nullable Path runs;

  @Mixin private HeapOption heap = new HeapOption();

  @Option(
      names = "--dry-run",
      description = "Check everything and list what would be run; start and write nothing.")
  private boolean dryRun;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but what goes wrong.")
  private boolean quiet;

  @Mixin private TrackingOption tracking = new TrackingOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Interruption interruption = Interruption.guard();
        StatusLines lines = lines()) {
      return run(interruption, lines);
    }
  }

  private StatusLines lines() {
    return quiet ? StatusLines.quiet() : StatusLines.onOut();
  }

  private int run(Interruption interruption, StatusLines lines)
      throws IOException, InterruptedException {
    tracking.check();
    Profile profile = choice.profile();
    List<Cell> cells = choice.cells(profile);
    if (cells.isEmpty()) {
      lines.println(
          "The index is past the last of the profile's "
              + profile.cells().size()
              + " cells: nothing to do.");
      return Main.success();
    }
    Path directory = runs != null ? runs : Path.of("runs", profile.name());
    int sideBySide = Math.min(sideBySide(profile), cells.size());
    int threads = threads(profile, sideBySide);
    Checkout checkout = Checkout.ofThisProgram();
    String commit = checkout.commit();
    LocalExecutor executor = new LocalExecutor(heap.heap());
    SuiteFolder asked = SuiteFolder.at(directory, profile);
    SuiteFolder.Plan looked = asked.plan(profile, cells, threads, commit);
    if (dryRun) {
      announce(profile, asked, looked, lines);
      if (!quiet) {
        System.out.print(planned(looked));
      }
      return Main.success();
    }
    SuiteFolder suite = asked.create(); // the first that is written: all that can be refused was
    SuiteFolder.Plan plan = suite.plan(profile, cells, threads, commit);
    announce(profile, suite, plan, lines);
    checkout.remark(commit).ifPresent(System.err::println);
    Graphics.remark().ifPresent(System.err::println);
    Optional<TrackingSession> session =
        tracking.start(suite.folders(cells), lines::println, lines::complain);
    try {
      Pooled pooled = new Pooled(suite, sideBySide, executor);
      ExitCode code = runCells(pooled, plan.todo(), interruption, lines);
      conclude(suite, cells, session, lines);
      return code.number();
    } finally {
      session.ifPresent(TrackingSession::close);
    }
  }

  /**
   * The table of returns, and where everything is. Of several commands that run cells of one folder
   * side by side, as an array on a cluster, the last to end writes the report: of all cells. A
   * report that can't be written doesn't keep MLflow from its part.
   *
   * <p>The report links the runs in MLflow, so that these are sent first, and it is one of MLflow's
   * files, so that it is sent last. A server that is slow or down doesn't keep it waiting: what is
   * known later is added then.
   */
  private static void conclude(
      SuiteFolder suite, List<Cell> cells, Optional<TrackingSession> session, StatusLines lines)
      throws IOException, InterruptedException {
    Path out = suite.path().resolve("report");
    Optional<String> other = suite.otherRunner(cells);
    Optional<Path> written = Optional.empty();
    Optional<IOException> failure = Optional.empty();
    if (session.isPresent()) {
      session.get().settle();
    }
    RunsReport report = new RunsReport(List.of(suite.path()), out, Claims.none());
    if (other.isEmpty()) {
      try {
        lines.println("\n" + report.write().summary());
        written = Optional.of(out);
      } catch (IOException e) {
        failure = Optional.of(e);
      }
    }
    lines.println("Runs    " + suite.path());
    written.ifPresent(there -> lines.println("Report  " + there.resolve(Report.INDEX)));
    other.ifPresent(
        runner ->
            lines.println(
                "Report  comes when %s is done here; for one now: bench report --runs %s"
                    .formatted(runner, suite.path())));
    if (session.isPresent()) {
      List<String> problems = new ArrayList<>(session.get().finish(LAST_WORDS_TO_MLFLOW));
      if (written.isPresent()) {
        report.writeAgainIfPublished();
        problems.addAll(session.get().sendReport(suite.id(), written.get()));
      }
      session.get().links(suite.id()).forEach(link -> lines.println("MLflow  " + link));
      problems.forEach(lines::complain);
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private static void announce(
      Profile profile, SuiteFolder suite, SuiteFolder.Plan plan, StatusLines lines) {
    lines.println(profile.name() + ": " + profile.title());
    lines.println(
        "%s: %d to run, %d of them going on where they stopped; %d finished before"
            .formatted(
                suite.path(), plan.todo().size(), plan.resumed().size(), plan.finished().size()));
  }

  /** A row for each cell that would be started. */
  private static String planned(SuiteFolder.Plan plan) throws IOException {
    Listing listing =
        new Listing(
            "planned",
            text("cell", "Cell"),
            text("recipe", "Recipe"),
            number("threads", "Threads"));
    for (CellSpec spec : plan.todo()) {
      listing.row(spec.cell().id(), spec.recipe(), spec.threads());
    }
    return listing.render(Listing.Format.TABLE);
  }

  /** What a pool of cells needs. */
  private record Pooled(SuiteFolder suite, int sideBySide, Executor executor) {
    CellPool pool(CellPool.Listener listener) {
      return new CellPool(suite, sideBySide, executor, listener);
    }
  }

  private static ExitCode runCells(
      Pooled pooled, List<CellSpec> todo, Interruption interruption, StatusLines lines)
      throws InterruptedException {
    if (todo.isEmpty()) {
      return ExitCode.SUCCESS;
    }
    try (ProgressDisplay display = new ProgressDisplay(todo.size(), lines)) {
      CellPool pool = pooled.pool(display);
      interruption.stopping(() -> stop(pool, lines));
      return ExitCode.worst(pool.run(todo));
    }
  }

  /** On Ctrl-C or SIGTERM: the cells stop resumably, also those that have not begun. */
  private static void stop(CellPool pool, StatusLines lines) throws InterruptedException {
    if (pool.isRunning()) {
      lines.println("bench run: stopping; run the same command again to go on");
    }
    pool.stop();
  }

  private int sideBySide(Profile profile) {
    if (jobs == null) {
      return profile.jobs();
    }
    if (jobs < 1) {
      throw new BadInputException("--jobs: expected at least 1, got " + jobs);
    }
    return jobs;
  }

  private static int threads(Profile profile, int sideBySide) {
    int cores = Runtime.getRuntime().availableProcessors();
    return profile.threads() > 0 ? profile.threads() : Math.max(1, cores / sideBySide);
  }
}
