package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.mlflow.PublishedRun;
import org.planetbench.results.reference.References;
import org.planetbench.results.report.Report;
import org.planetbench.results.run.RunLock;

/** The report of folders of runs, which links each run in MLflow as far as it is there by then. */
final class RunsReport {
  private final List<Path> runs;
  private final Path out;
  private final Claims claims;
  private List<String> told = List.of();

  /**
   * @param claims to put beside the runs
   */
  RunsReport(List<Path> runs, Path out, Claims claims) {
    this.runs = List.copyOf(runs);
    this.out = out;
    this.claims = claims;
  }

  /** Writes it with the project's references beside; one process at a time does. */
  Report.Written write() throws IOException, InterruptedException {
    told = published(); // what is no folder of runs gets no report in it
    ReportCommand.requireOwnFolder(out);
    Report report = new Report(References.read(Checkout.ofThisProgram().references()), claims);
    try (RunLock _ = RunLock.toWrite(out)) {
      return report.write(runs, out);
    }
  }

  /** Writes it anew if MLflow has been told more of the runs since. */
  void writeAgainIfPublished() throws IOException, InterruptedException {
    if (!published().equals(told)) {
      write();
    }
  }

  /** What MLflow calls the runs by now. */
  private List<String> published() throws IOException {
    List<String> ids = new ArrayList<>();
    FolderList.runs(runs).forEach(run -> ids.addAll(PublishedRun.ids(run)));
    return ids;
  }
}
