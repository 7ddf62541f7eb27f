package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.merge.Abridgement;
import org.planetbench.harness.run.RecordedExpectation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench abridge}. */
@Command(
    name = "abridge",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Copies of finished runs, small enough for a repository or a paper's appendix.",
    description = {
      "Each run is checked first: its files, its certificate, its settings. Kept are its record, with"
          + " settings, provenance, percentiles of planning latency and the digest of the"
          + " certificate, episodes.csv and model.csv: some kilobytes.",
      "",
      "bench report, compare and stats take them as they take whole runs. They can't be resumed,"
          + " blessed, verified or sent to MLflow. What is in DIR already stays; unfinished runs are"
          + " left out.",
      "  bench abridge runs/paper --into kept && bench report --runs kept"
    })
final class AbridgeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of runs.")
  private List<String> sources = List.of();

  @Option(
      names = "--into",
      required = true,
      paramLabel = "DIR",
      description = "A new folder, or one of abridged runs, which stay.")
  private @Nullable Path into;

  @Override
  public Integer call() throws IOException {
    Path target = Objects.requireNonNull(into);
    Abridgement done =
        Abridgement.carryOut(FolderList.part(sources), target, new RecordedExpectation());
    done.taken().forEach(cell -> System.out.println("  " + cell));
    System.out.printf(
        "Abridged %d runs into %s; %d were there, %d are not finished%n",
        done.taken().size(), target, done.there().size(), done.unfinished().size());
    return Main.success();
  }
}
