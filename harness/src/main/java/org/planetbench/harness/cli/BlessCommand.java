package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.RunFolder;
import org.planetbench.results.reference.Blessing;
import org.planetbench.results.reference.References;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench bless}. */
@Command(
    name = "bless",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Makes the runs of a folder the project's own reference, which bench gate judges against.",
      "",
      "The family own-<profile> in results/reference is replaced, with the value of each seed, the",
      "commit, the machine and the settings; CHANGES.md there gets the reason and what every number",
      "was before. Refused are runs that are unfinished, of a changed checkout, of mixed settings,",
      "commits or machines, or of one seed.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {"  bench bless --runs runs/ci --reason \"the reward head has a third layer\""})
final class BlessCommand implements Callable<Integer> {
  @Option(
      names = "--runs",
      required = true,
      paramLabel = "DIR",
      description = "The folder of runs.")
  private Path runs = Path.of("runs", "ci");

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why the numbers are what they are now: one line, which CHANGES.md keeps.")
  private String reason = "";

  @Option(
      names = "--allow-dirty",
      description = "Takes runs of a checkout with changes, which nobody can make again.")
  private boolean dirty;

  @Option(
      names = "--references",
      paramLabel = "DIR",
      description = "Where references are kept. Default: results/reference of the checkout.")
  private @Nullable Path references;

  @Override
  public Integer call() throws IOException {
    Path folder = references != null ? references : Checkout.ofThisProgram().references();
    Blessing blessing = blessing();
    List<String> moved = blessing.writeTo(folder);
    String family = blessing.record().family();
    System.out.println(family + ": " + blessing.references().size() + " numbers");
    moved.forEach(line -> System.out.println("  " + line));
    System.out.println("References " + References.read(folder).hash() + " in " + folder);
    return Main.success();
  }

  private Blessing blessing() throws IOException {
    try {
      return Blessing.of(RunFolder.list(runs), reason, dirty);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(runs + ": " + e.getMessage(), e);
    }
  }
}
