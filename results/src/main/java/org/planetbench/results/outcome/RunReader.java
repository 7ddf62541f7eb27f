package org.planetbench.results.outcome;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.certificate.CertifiedRun;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * Reads all runs of a folder that are as they were recorded. One that can't be read, or is not as
 * it was certified, becomes a finding, not the report's end.
 */
public final class RunReader {
  private static final String COMMON = "common starts";

  private final Findings findings;
  private final Optional<String> variant;

  public RunReader(Findings findings) {
    this(findings, Optional.empty());
  }

  /** Of one variant alone: what is wrong with runs of others is not told. */
  public RunReader(Findings findings, Optional<String> variant) {
    this.findings = findings;
    this.variant = variant;
  }

  /** By the cell's id, which a run whose record can't be read has, too. */
  public static String variantOf(RunFolder folder) {
    return folder.cell().replaceFirst("^[^-]*-(.*)-s[0-9]+$", "$1");
  }

  private boolean isWanted(RunFolder folder) {
    return variant.map(variantOf(folder)::equals).orElse(true);
  }

  /**
   * Of several folders, each is named by the last part of its path, or by all if that is not
   * unique.
   */
  public List<Run> read(List<Path> runsDirectories) throws IOException {
    if (runsDirectories.size() == 1) {
      return apart(read(runsDirectories.getFirst()));
    }
    List<Run> runs = new ArrayList<>();
    boolean unique =
        runsDirectories.stream().map(Path::getFileName).distinct().count()
            == runsDirectories.size();
    for (Path folder : runsDirectories) {
      runs.addAll(read(folder, (unique ? folder.getFileName() : folder) + "/"));
    }
    return apart(runs);
  }

  /** Where evaluations do not all start alike, those that start otherwise are named apart. */
  private static List<Run> apart(List<Run> runs) {
    if (runs.stream().map(Run::starts).distinct().count() < 2) {
      return runs;
    }
    return runs.stream()
        .map(
            run ->
                switch (run.starts()) {
                  case PER_SEED -> run;
                  case COMMON -> run.named(apart(run.from()) + "/" + run.record().cell());
                })
        .toList();
  }

  private static String apart(String from) {
    return from.isEmpty() ? COMMON : from + ", " + COMMON;
  }

  public List<Run> read(Path runsDirectory) throws IOException {
    return read(runsDirectory, "");
  }

  private List<Run> read(Path runsDirectory, String prefix) throws IOException {
    List<Run> runs = new ArrayList<>();
    for (RunFolder folder : RunFolder.list(runsDirectory)) {
      if (!isWanted(folder)) {
        continue;
      }
      try {
        runs.add(read(folder, prefix + folder.cell()));
        findings.addFrom(runs.getLast());
      } catch (IOException e) {
        findings.leaveOut(prefix + folder.cell(), String.valueOf(e.getMessage()));
        sayHowItEnded(folder, prefix + folder.cell());
      }
    }
    return runs;
  }

  /** Of a run that is left out: often that is why it failed. */
  private void sayHowItEnded(RunFolder folder, String name) throws IOException {
    try {
      findings.addFrom(name, folder.readRecord());
    } catch (MalformedFileException e) {
      // That was said.
    }
  }

  private static Run read(RunFolder folder, String name) throws IOException {
    CertifiedRun run = CertifiedRuns.readGenuine(folder);
    return new Run(
        name,
        folder,
        run.record(),
        run.record().task(),
        run.rows().episodes().all(),
        Losses.of(run.rows().updates().all()),
        new Predictions(run.rows().model().all()),
        run.rows().decisions());
  }
}
