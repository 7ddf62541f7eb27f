package org.planetbench.results.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.results.ModelRow;
import org.planetbench.results.RunFolder;
import org.planetbench.results.RunRecord;
import org.planetbench.results.csv.RunTable;

/** Reads all runs of a folder; what can't be read becomes a finding, not the report's end. */
final class RunReader {
  private static final String COMMON = "common starts";

  private final Findings findings;

  RunReader(Findings findings) {
    this.findings = findings;
  }

  /**
   * Of several folders, each is named by the last part of its path, or by all if that is not
   * unique.
   */
  List<Run> read(List<Path> runsDirectories) throws IOException {
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

  List<Run> read(Path runsDirectory) throws IOException {
    return read(runsDirectory, "");
  }

  private List<Run> read(Path runsDirectory, String prefix) throws IOException {
    List<Run> runs = new ArrayList<>();
    for (RunFolder folder : RunFolder.list(runsDirectory)) {
      try {
        RunRecord record = folder.readRecord();
        runs.add(
            new Run(
                prefix + folder.cell(),
                folder,
                record,
                record.task(),
                rows(folder, RunTable.EPISODES),
                Losses.of(rows(folder, RunTable.UPDATES)),
                new Predictions(predictions(folder))));
        findings.addFrom(runs.getLast());
      } catch (IOException e) {
        findings.add(
            prefix + folder.cell(),
            "left out: " + e.getMessage() + "; bench verify --runs names all that is wrong");
      }
    }
    return runs;
  }

  /** A run of before there was such a table has none: that is no finding. */
  private List<ModelRow> predictions(RunFolder folder) {
    return Files.exists(RunTable.MODEL.in(folder)) ? rows(folder, RunTable.MODEL) : List.of();
  }

  <T> List<T> rows(RunFolder folder, RunTable<T> table) {
    try {
      return table.read(folder);
    } catch (IOException e) {
      findings.add(folder.cell(), String.valueOf(e.getMessage()));
      return List.of();
    }
  }
}
