package org.planetbench.results.outcome;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.stats.ScoreRow;
import org.planetbench.results.stats.ScoreTable;

/**
 * What folders of runs came to as scores: the mean return of each finished run's last evaluation,
 * by the names that a report gives its variants.
 *
 * @param notes what does not count, and why; what a reader must know of the rest
 * @param leftOut runs that are damaged, or not as they were certified
 */
public record FinalReturns(ScoreTable scores, List<String> notes, List<String> leftOut) {
  private static final String APART =
      "an older planet-bench evaluated it, from start states common to all cells, or its episodes"
          + " were cut short";

  private static final String PUBLISHED =
      "an agent as published, with losses and constants of its own, is held against no other";

  public FinalReturns {
    notes = List.copyOf(notes);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * @throws MalformedFileException if there is no such folder, or no finished run in it
   */
  public static FinalReturns read(List<Path> folders) throws IOException {
    Findings findings = new Findings();
    List<Run> runs =
        new RunReader(findings)
            .read(folders).stream().flatMap(run -> run.byTask().stream()).toList();
    findings.addSetOtherwise(runs);
    List<Group> all = Group.of(runs);
    List<Group> groups = Group.comparable(all);
    List<ScoreRow> rows = new ArrayList<>();
    for (Group group : all) {
      if (!groups.contains(group)) {
        group.runs().forEach(run -> findings.add(run.name(), "left out: " + APART));
      }
    }
    for (Group group : groups) {
      for (Run run : group.finished()) {
        if (group.isOfPublishedEdition()) {
          findings.add(run.name(), "left out: " + PUBLISHED);
        } else if (!run.evaluations().isEmpty()) {
          rows.add(row(run, group.label(groups), findings));
        }
      }
    }
    rows.removeIf(row -> !Double.isFinite(row.score()));
    List<String> notes =
        findings.table().rows().stream()
            .map(row -> row.getLast().text() + ": " + row.getFirst().text())
            .toList();
    Path source = folders.getFirst();
    if (rows.isEmpty()) {
      throw MalformedFileException.in(
          source,
          "expected a finished run with an evaluation, got none"
              + notes.stream().limit(1).map(note -> "; " + note).collect(Collectors.joining()));
    }
    return new FinalReturns(ScoreTable.of(source, rows), notes, findings.leftOut());
  }

  private static ScoreRow row(Run run, String variant, Findings findings) {
    double score = run.evaluations().getLast().mean();
    if (!Double.isFinite(score)) {
      findings.add(run.name(), "left out: its last return is " + score);
    }
    return new ScoreRow(run.task(), variant, run.record().seed(), score, run.folder().path(), 0);
  }
}
