package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.merge.FoundRun;
import org.planetbench.harness.merge.Merge;
import org.planetbench.harness.merge.MergedCell;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.RecordedExpectation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench merge}. */
@Command(
    name = "merge",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Joins folders of runs that were made on several machines.",
    description = {
      "Each finished run is checked first: its files, its certificate, its settings. Equal runs of a"
          + " cell count once; two different ones are refused, with the place where they part. Of"
          + " runs that are not finished, that which got furthest is taken where no folder has a"
          + " finished one; --into keeps its own.",
      "",
      "Runs are copied, with their provenance, all or none; merged.json says where each comes from."
          + " Killed in the middle, the same call goes on.",
      "  bench merge from-a from-b --into runs/all && bench report --runs runs/all"
    })
final class MergeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of runs.")
  private List<String> sources = List.of();

  @Option(
      names = "--into",
      required = true,
      paramLabel = "DIR",
      description = "A new folder, or one of runs, which stay.")
  private @Nullable Path into;

  @Option(names = "--dry-run", description = "Check and say what would be done; write nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    Path target = Objects.requireNonNull(into);
    RecordedExpectation expectations = new RecordedExpectation();
    Merge merge = Merge.plan(FolderList.part(sources), target, expectations);
    if (!dryRun) {
      merge.carryOut(Checkout.ofThisProgram().commit(), expectations);
    }
    merge.cells().forEach(cell -> System.out.println(line(cell)));
    System.out.printf(
        "%s %d of %d runs into %s; the others were there%n",
        dryRun ? "Would merge" : "Merged", merge.taken().size(), merge.cells().size(), target);
    return Main.success();
  }

  private static String line(MergedCell cell) {
    StringBuilder line = new StringBuilder("  " + cell.id());
    line.append(cell.isThere() ? "  there" : "  from " + cell.kept().runs());
    line.append(cell.kept().isFinished() ? "" : ", not finished");
    if (!cell.equal().isEmpty()) {
      line.append(", equal in ").append(folders(cell.equal()));
    }
    if (!cell.leftOut().isEmpty()) {
      line.append(", without the unfinished run of ").append(folders(cell.leftOut()));
    }
    return line.toString();
  }

  private static String folders(List<FoundRun> runs) {
    return runs.stream().map(run -> run.runs().toString()).collect(Collectors.joining(", "));
  }
}
