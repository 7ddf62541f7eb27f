package org.planetbench.harness.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.TrackingSession;
import org.planetbench.results.mlflow.Patience;
import org.planetbench.results.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench mlflow sync}. */
@Command(
    name = "sync",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Sends folders of runs to an MLflow server: all that it lacks, once.",
    description = {
      "For runs that were made where no server could be reached, such as on a cluster's nodes. Called"
          + " again it sends what came since; stopped in the middle it goes on. It waits as long as"
          + " anything comes through, and five minutes for a server that is down, and says how far"
          + " it is. Exit code 5 if something is left or was refused.",
      "  bench mlflow sync --runs runs/paper --tracking-uri https://mlflow.example.org"
    })
final class MlflowSyncCommand implements Callable<Integer> {
  /** For a server that sixty machines of a cluster send to at once. */
  static final Patience PATIENCE = new Patience(Duration.ofMinutes(5), Duration.ofDays(7), 10);

  @Option(
      names = "--runs",
      required = true,
      paramLabel = "DIR",
      description = "The folder of runs, or several, by commas.")
  private List<String> runs = List.of();

  @Mixin private TrackingOption tracking = new TrackingOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Interruption _ = Interruption.guard()) {
      tracking.check();
      List<RunFolder> folders = FolderList.runs(FolderList.part(runs));
      if (folders.isEmpty()) {
        throw new BadInputException(
            String.join(",", runs) + ": expected folders of runs, each with a run.json, got none");
      }
      return send(folders).number();
    }
  }

  private ExitCode send(List<RunFolder> folders) throws InterruptedException {
    Optional<TrackingSession> session =
        tracking.start(folders, System.err::println, System.err::println);
    if (session.isEmpty()) {
      throw new BadInputException("--tracking-uri: expected the address of a server, got none");
    }
    try (TrackingSession open = session.get()) {
      List<String> problems = open.sendAll(PATIENCE).problems();
      problems.forEach(System.err::println);
      if (!problems.isEmpty()) {
        return ExitCode.CELL_FAILED;
      }
      System.out.println("The server has all of " + folders.size() + " runs.");
      return ExitCode.SUCCESS;
    }
  }
}
