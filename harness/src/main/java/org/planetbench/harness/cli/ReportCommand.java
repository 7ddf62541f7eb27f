package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.SuiteFolder;
import org.planetbench.harness.run.TrackingSession;
import org.planetbench.results.report.Report;
import org.planetbench.results.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench report}. */
@Command(
    name = "report",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Writes the report of a folder of runs.",
    description = {
      "It is a page that opens without a server (index.html), the same as Markdown, "
          + "tables as CSV and LaTeX, plots and videos. bench run does it at its end. Several "
          + "folders, such as of one planner each, stand side by side in one report:",
      "  bench report --runs runs/cem,runs/mppi --out report",
      "",
      "A run that is damaged, or not as it was certified, is left out by name, and the exit "
          + "code is 2: the report of the others is written all the same."
    })
final class ReportCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs/quick",
      description = "The folder of runs, or several, by commas. Default: runs/quick.")
  private List<String> runs = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write. Default: report in the first folder.")
  private @Nullable Path out;

  @Option(
      names = "--send-all",
      description =
          "Wait for MLflow's server as bench mlflow sync does, until it has all that it takes;"
              + " exit code 5 if something is left, 2 if it takes nothing. A scheduler's report does so.")
  private boolean sendAll;

  @Mixin private ClaimsOption claims = new ClaimsOption();
  @Mixin private TrackingOption tracking = new TrackingOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Interruption _ = Interruption.guard()) {
      return report();
    }
  }

  private int report() throws IOException, InterruptedException {
    tracking.check();
    List<Path> folders = FolderList.part(runs);
    Path target = out != null ? out : folders.getFirst().resolve("report");
    RunsReport report = new RunsReport(folders, target, claims.chosen());
    Report.Written written = report.write();
    System.out.print(written.summary());
    System.out.println();
    System.out.println("Report  " + written.index());
    ExitCode sent = sendWhatIsLeft(folders);
    report.writeAgainIfPublished();
    return written.leftOut().isEmpty() ? sent.number() : exitCode(written.leftOut());
  }

  /**
   * What an earlier command could not send, because the server was down or the command was killed.
   *
   * @return of what had to be sent: whether the same once more may send more, and whether the
   *     server takes nothing
   */
  private ExitCode sendWhatIsLeft(List<Path> folders) throws IOException, InterruptedException {
    List<RunFolder> runsOfAll = FolderList.runs(folders);
    Optional<TrackingSession> session =
        sendAll
            ? tracking.start(runsOfAll, System.err::println, System.err::println)
            : tracking.startIfServed(runsOfAll, System.err::println);
    if (session.isEmpty()) {
      return ExitCode.SUCCESS;
    }
    try (TrackingSession open = session.get()) {
      TrackingSession.Sent sent =
          sendAll
              ? open.sendAll(MlflowSyncCommand.PATIENCE)
              : new TrackingSession.Sent(false, false, open.finish(PATIENCE));
      sent.problems().forEach(System.err::println);
      return sent.refused()
          ? ExitCode.BAD_INPUT
          : sent.mayHelp() ? ExitCode.CELL_FAILED : ExitCode.SUCCESS;
    }
  }

  /** Whether every run could be taken in; what was wrong with the others stands among warnings. */
  static int exitCode(List<String> leftOut) {
    return (leftOut.isEmpty() ? ExitCode.SUCCESS : ExitCode.BAD_INPUT).number();
  }

  /**
   * @throws BadInputException for a folder of a run or of runs, whose files are not a report's
   */
  static void requireOwnFolder(Path out) {
    if (RunFolder.at(out).hasRecord() || Files.exists(out.resolve(SuiteFolder.FILE))) {
      throw new BadInputException(
          "--out: expected a folder for this alone, got %s, which holds runs; choose another, such as %s"
              .formatted(out, out.resolve("report")));
    }
  }
}
