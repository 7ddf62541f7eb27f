package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.TrackingSession;
import org.planetbench.results.RunFolder;
import org.planetbench.results.reference.References;
import org.planetbench.results.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench report}. */
@Command(
    name = "report",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Writes the report of a folder of runs: a page that opens without a server (index.html),",
      "the same as Markdown and CSV, plots and videos. bench run does it at its end."
    })
final class ReportCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs/quick",
      description = "The folder of runs. Default: runs/quick.")
  private Path runs = Path.of("runs", "quick");

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write. Default: DIR/report.")
  private @Nullable Path out;

  @Mixin private TrackingOption tracking = new TrackingOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Interruption _ = Interruption.guard()) {
      return report();
    }
  }

  private int report() throws IOException, InterruptedException {
    Path target = out != null ? out : runs.resolve("report");
    Report.Written written = write(runs, target);
    System.out.print(written.summary());
    System.out.println();
    System.out.println("Report  " + written.index());
    sendWhatIsLeft();
    return Main.success();
  }

  /**
   * What an earlier command could not send, because the server was down or the command was killed.
   */
  private void sendWhatIsLeft() throws IOException, InterruptedException {
    Optional<TrackingSession> session =
        tracking.startIfServed(RunFolder.list(runs), System.err::println);
    if (session.isPresent()) {
      try (TrackingSession open = session.get()) {
        open.finish(Optional.empty(), PATIENCE).forEach(System.err::println);
      }
    }
  }

  /** Writes the report with the project's references beside. */
  static Report.Written write(Path runs, Path out) throws IOException {
    return new Report(References.read(Checkout.ofThisProgram().references())).write(runs, out);
  }
}
