package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.reference.References;
import org.planetbench.results.report.Report;
import picocli.CommandLine.Command;
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
  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs/quick",
      description = "The folder of runs. Default: runs/quick.")
  private Path runs = Path.of("runs", "quick");

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write. Default: DIR/report.")
  private @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    Report.Written written = write(runs, out != null ? out : runs.resolve("report"));
    System.out.print(written.summary());
    System.out.println();
    System.out.println("Report  " + written.index());
    return Main.success();
  }

  /** Writes the report with the project's references beside. */
  static Report.Written write(Path runs, Path out) throws IOException {
    return new Report(References.read(Checkout.ofThisProgram().references())).write(runs, out);
  }
}
