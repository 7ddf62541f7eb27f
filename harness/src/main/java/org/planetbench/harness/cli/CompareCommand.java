package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.TrackingSession;
import org.planetbench.results.comparison.Comparison;
import org.planetbench.results.run.RunLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench compare}. */
@Command(
    name = "compare",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Compares two sets of runs, such as of two commits or two variants, seed by seed.",
    description = {
      "Runs are paired by task, variant and seed, or by task and seed where each side "
          + "has one variant: the runs of a pair are evaluated from the same start states, which "
          + "follow from task and seed. Printed are the mean difference of each task with its "
          + "interval over seeds, the probability of improvement and an exact test; what could "
          + "not be paired; and the settings and provenance that differ. Exit code 2 if nothing "
          + "could be paired, or if a run is damaged or not as it was certified: such a run is "
          + "named, and in no pair. It judges nothing: bench gate does.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench compare ../main/runs/ci runs/ci   another checkout's runs with ours",
      "  bench compare runs/ablations --variant-a ssm --variant-b rssm",
      "  bench compare runs/quick runs/batch16 --out compared"
    })
final class CompareCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Parameters(index = "0", paramLabel = "RUNS_A", description = "A folder of runs.")
  private Path runsA = Path.of("runs");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RUNS_B",
      description = "Another; may be left out between two variants of one folder.")
  private @Nullable Path runsB;

  @Option(names = "--variant-a", paramLabel = "V", description = "Only these runs of RUNS_A.")
  private @Nullable String variantA;

  @Option(names = "--variant-b", paramLabel = "V", description = "Only these runs of RUNS_B.")
  private @Nullable String variantB;

  @Option(
      names = "--confidence",
      paramLabel = "SHARE",
      defaultValue = "0.95",
      description = "Of the intervals. Default: 0.95.")
  private double confidence = 0.95;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write a page, Markdown, CSV, LaTeX and the curves of both there.")
  private @Nullable Path out;

  @Mixin private ClaimsOption claims = new ClaimsOption();
  @Mixin private TrackingOption tracking = new TrackingOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    tracking.check();
    if (!(0 < confidence && confidence < 1)) {
      throw new BadInputException(
          "--confidence: expected a share between 0 and 1 such as 0.95, got " + confidence);
    }
    if (runsB == null && (variantA == null || variantB == null)) {
      throw new BadInputException(
          "expected two folders of runs, or one with --variant-a and --variant-b");
    }
    boolean isOneFolder = runsB == null || isOneFolder(runsA, runsB);
    boolean mayBeOneVariant = variantA == null || variantB == null || variantA.equals(variantB);
    if (isOneFolder && mayBeOneVariant) {
      throw new BadInputException(
          (runsB != null ? runsB : runsA)
              + ": both sides are the same runs; expected two folders, or --variant-a and --variant-b"
              + " of one");
    }
    Comparison comparison =
        Comparison.of(
            new Comparison.Side(runsA, Optional.ofNullable(variantA)),
            new Comparison.Side(runsB != null ? runsB : runsA, Optional.ofNullable(variantB)),
            confidence,
            claims.chosen());
    System.out.print(comparison.text());
    if (comparison.isEmpty()) {
      throw new BadInputException(
          "nothing to pair: no task and seed was finished on both sides; several variants on a side"
              + " are paired by name, --variant-a and --variant-b choose one each");
    }
    if (out != null) {
      System.out.println();
      System.out.println("Page    " + write(comparison, out));
    }
    printLinks(comparison);
    return ReportCommand.exitCode(comparison.leftOut());
  }

  private static boolean isOneFolder(Path a, Path b) throws IOException {
    return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
  }

  /** One process at a time does. */
  private static Path write(Comparison comparison, Path out)
      throws IOException, InterruptedException {
    ReportCommand.requireOwnFolder(out);
    try (RunLock _ = RunLock.toWrite(out)) {
      return comparison.write(out);
    }
  }

  private void printLinks(Comparison comparison) throws IOException, InterruptedException {
    Optional<TrackingSession> session =
        tracking.startIfServed(comparison.folders(), System.err::println);
    if (session.isPresent()) {
      try (TrackingSession open = session.get()) {
        open.finish(PATIENCE).forEach(System.err::println);
        open.links().forEach(link -> System.out.println("MLflow  " + link));
      }
    }
  }
}
