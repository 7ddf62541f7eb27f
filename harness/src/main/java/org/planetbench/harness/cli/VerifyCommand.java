package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.RecordedExpectation;
import org.planetbench.harness.verify.Checked;
import org.planetbench.harness.verify.Replay;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.certificate.CertifiedRun;
import org.planetbench.results.run.certificate.Distance;
import org.planetbench.results.run.certificate.Fingerprint;
import org.planetbench.results.run.certificate.RunComparison;
import org.planetbench.results.run.certificate.SeedAudit;
import org.planetbench.results.run.certificate.Verification;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.validation.RunsValidation;
import org.planetbench.results.run.validation.Validation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench verify}. */
@Command(
    name = "verify",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Checks that a run is what its certificate (certificate.csv) says.",
    description = {
      "That is: its chain of hashes is whole, it ends as run.json says, and "
          + "episodes.csv, updates.csv, model.csv and latency.csv hold what was certified. "
          + "With --against or --replay it also says whether two runs are equal bit for bit, "
          + "or where and in which part of the system they first differ.",
      "",
      "With --runs it first looks through all files of a folder, made elsewhere, edited "
          + "or cut short, and names everything that is wrong with them: file, line, "
          + "expected, got. It changes nothing.",
      "",
      "Exit codes: 0 as certified, and equal; 1 altered, or different; 2 bad input, or "
          + "files that are not as a run leaves them, or RUN has no certificate; 3 not comparable bit "
          + "for bit, since CPU features, JVM, libraries or settings differ, or one is not finished, or --runs found no "
          + "certificate to check. A replay "
          + "whose cell fails, is stopped or finds the machine not ready ends with that cell's.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench verify runs/quick/cheetah_run-rssm-s1",
      "  bench verify runs/quick/cheetah_run-rssm-s1 --against RUN",
      "  bench verify runs/quick/cheetah_run-rssm-s1 --replay",
      "  bench verify --runs runs/quick   all runs, and whether they share a stream"
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", arity = "0..1", description = "The folder of a run.")
  private @Nullable Path run;

  @Option(names = "--against", paramLabel = "RUN", description = "Another run to compare with.")
  private @Nullable Path against;

  @Option(
      names = "--replay",
      description = "Run the cell once more, in a temporary folder beside, and compare with that.")
  private boolean replay;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Check all runs of a folder, and that all their random streams are different.")
  private @Nullable Path runs;

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      description =
          "Up to which relative difference returns and losses of runs that are not comparable bit for"
              + " bit count as equal. Default: "
              + Distance.TOLERANCE
              + ".")
  private @Nullable Double tolerance;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, and nothing else there.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireOneQuestion();
    Checked checked = runs != null ? ofFolder(runs) : ofRun(RunFolder.at(given(run)));
    System.out.print(json ? checked.toJson() + "\n" : VerifyText.of(checked));
    return exitCode(checked).number();
  }

  private void requireOneQuestion() {
    if ((run == null) == (runs == null)) {
      throw new BadInputException("expected RUN, the folder of a run, or --runs DIR");
    }
    if (runs != null && (against != null || replay)) {
      throw new BadInputException("--against and --replay compare one run: give RUN, not --runs");
    }
    if (against != null && replay) {
      throw new BadInputException("expected --against or --replay, not both");
    }
    if (tolerance != null && against == null && !replay) {
      throw new BadInputException(
          "--tolerance: bears on two runs; give --against RUN or --replay with it");
    }
    if (tolerance != null && !(tolerance >= 0)) {
      throw new BadInputException("--tolerance: expected 0 or more, got " + tolerance);
    }
  }

  private static Path given(@Nullable Path path) throws IOException {
    Path given = Optional.ofNullable(path).orElseThrow();
    if (!Files.isDirectory(given)) {
      throw new BadInputException(given + ": expected the folder of a run");
    }
    if (!RunFolder.at(given).hasRecord() && !RunFolder.list(given).isEmpty()) {
      throw new BadInputException(
          "%s: expected the folder of a run, got a folder of runs; --runs %s checks them all"
              .formatted(given, given));
    }
    return given;
  }

  private Checked ofRun(RunFolder folder) throws IOException, InterruptedException {
    CertifiedRun one = CertifiedRuns.read(folder);
    Checked.Single single = check(folder, one);
    if (against != null) {
      RunFolder other = RunFolder.at(given(against));
      CertifiedRun beside = CertifiedRuns.read(other);
      return pair(single, one, check(other, beside), beside);
    }
    return replay ? replayed(folder, one, single) : single;
  }

  private Checked replayed(RunFolder folder, CertifiedRun one, Checked.Single single)
      throws IOException, InterruptedException {
    try (Interruption interruption = Interruption.guard();
        Replay again = Replay.of(folder)) {
      interruption.stopping(again::stop);
      RunFolder other;
      try (StatusLines lines = json ? StatusLines.plainOnErr() : StatusLines.onOut();
          ProgressDisplay display = new ProgressDisplay(1, lines)) {
        other = again.run(display);
      }
      CertifiedRun beside = CertifiedRuns.read(other);
      Checked.Pair pair = pair(single, one, check(other, beside), beside);
      if (!(pair.comparison() instanceof RunComparison.Equal)) {
        again.keep();
      }
      return pair;
    }
  }

  private Checked.Pair pair(
      Checked.Single single, CertifiedRun one, Checked.Single besideSingle, CertifiedRun beside)
      throws IOException {
    List<Verification> verified = List.of(single.verification(), besideSingle.verification());
    return new Checked.Pair(
        single,
        besideSingle,
        RunComparison.of(
            one, beside, verified, tolerance != null ? tolerance : Distance.TOLERANCE));
  }

  private static Checked.Single check(RunFolder folder, CertifiedRun run) throws IOException {
    return new Checked.Single(
        folder.path(), Verification.of(run), Fingerprint.changes(run.record()));
  }

  /** What can't be read, or has no certificate, is a finding about the folder's files. */
  private static Checked ofFolder(Path directory) throws IOException {
    Validation files = RunsValidation.of(directory, new RecordedExpectation());
    List<Checked.Single> singles = new ArrayList<>();
    SeedAudit.Builder audit = new SeedAudit.Builder();
    for (RunFolder folder : RunFolder.list(directory)) {
      try {
        CertifiedRun run = CertifiedRuns.read(folder);
        singles.add(check(folder, run));
        audit.add(run);
        Checked.derived(run).ifPresent(audit::problem);
      } catch (MalformedFileException e) {
        // It is among the files that are wrong.
      }
    }
    return new Checked.Folder(directory, files, singles, audit.finish());
  }

  private static ExitCode exitCode(Checked.Folder folder) {
    if (folder.files().errors() > 0) {
      return ExitCode.BAD_INPUT;
    }
    if (!folder.passed()) {
      return ExitCode.REGRESSION;
    }
    return folder.runs().isEmpty() ? ExitCode.INCONCLUSIVE : ExitCode.SUCCESS;
  }

  private static ExitCode exitCode(Checked checked) {
    return switch (checked) {
      case Checked.Single single -> single.passed() ? ExitCode.SUCCESS : ExitCode.REGRESSION;
      case Checked.Folder folder -> exitCode(folder);
      case Checked.Pair(Checked.Single one, Checked.Single other, RunComparison comparison) ->
          !one.passed() || !other.passed()
              ? ExitCode.REGRESSION
              : switch (comparison) {
                case RunComparison.Equal _ -> ExitCode.SUCCESS;
                case RunComparison.Different _, RunComparison.Altered _ -> ExitCode.REGRESSION;
                case RunComparison.NotComparable _, RunComparison.Unfinished _ ->
                    ExitCode.INCONCLUSIVE;
              };
    };
  }
}
