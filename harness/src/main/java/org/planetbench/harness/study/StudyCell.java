package org.planetbench.harness.study;

import java.util.List;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.csv.CsvTable;

/**
 * A cell that a study measured, for the page to say what its values are of.
 *
 * @param revision of the study that measured it
 * @param commit of the program that ran it
 * @param cpu that it ran on, by its model's name
 */
public record StudyCell(String cell, int revision, String recipe, String commit, String cpu) {
  /** A row each. */
  static final CsvTable<StudyCell> TABLE =
      new CsvTable<>(
          List.of("cell", "revision", "recipe", "commit", "cpu"),
          cell -> List.of(cell.cell, cell.revision, cell.recipe, cell.commit, cell.cpu),
          row ->
              new StudyCell(
                  row.text("cell"),
                  row.integer("revision"),
                  row.text("recipe"),
                  row.text("commit"),
                  row.text("cpu")));

  /** What a study in its present revision measured. */
  public static StudyCell of(Study study, RunRecord run) {
    return new StudyCell(
        run.cell(),
        study.revision(),
        run.recipe(),
        run.provenance().getOrDefault("commit", "unknown"),
        run.provenance().getOrDefault("cpu", "unknown"));
  }
}
