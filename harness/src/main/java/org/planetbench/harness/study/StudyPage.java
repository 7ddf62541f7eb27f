package org.planetbench.harness.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.planetbench.results.page.Content;
import org.planetbench.results.page.Pictures;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** The page of a study: answer, figures, tables, and every measured value as CSV. */
public final class StudyPage {
  /** Every measured value, in the page's folder. */
  public static final String VALUES = "values.csv";

  private static final int HASH = 12;

  private StudyPage() {}

  /**
   * Writes {@code index.html}, {@code study.md}, {@code values.csv}, {@code tables/} and {@code
   * plots/}.
   *
   * @param runs that were measured
   * @param answer what the study says of the values
   * @return the page
   */
  public static Path write(
      Path out, Study study, List<RunRecord> runs, StudyValues values, StudyAnswer answer)
      throws IOException {
    for (String folder : List.of("tables", "plots")) {
      AtomicFile.createFolder(out.resolve(folder));
    }
    StudyValue.TABLE.write(out.resolve(VALUES), values.all());
    List<Content.Block> blocks = new ArrayList<>();
    blocks.add(Content.Block.of("findings", "What was tested", findings(answer.findings())));
    blocks.add(
        Content.Block.of(
            "figures", "Figures", answer.method(), new Pictures(out, 0).plots(answer.charts())));
    for (Table table : answer.tables()) {
      blocks.add(Content.Block.of(table.id(), table.title(), table));
    }
    return new Content(
            study.question(),
            provenance(runs),
            List.of(new Content.Figure(Integer.toString(runs.size()), "cells measured")),
            answer.answer(),
            new Table("warnings", "Warnings", "", List.of(), List.of()),
            blocks)
        .write(out, "study.md");
  }

  private static Table findings(List<String> sentences) {
    return new Table(
        "findings",
        "What was tested",
        Effects.POWER,
        List.of(Column.text("finding", "finding")),
        sentences.stream().map(sentence -> List.of(Cell.of(sentence))).toList());
  }

  private static String provenance(List<RunRecord> runs) {
    List<String> commits = new ArrayList<>();
    for (RunRecord run : runs) {
      String commit = run.provenance().getOrDefault("commit", "unknown");
      commits.add(commit.substring(0, Math.min(HASH, commit.length())));
    }
    List<String> recipes = runs.stream().map(RunRecord::recipe).toList();
    return "Recipe %s; cells of commit %s".formatted(distinct(recipes), distinct(commits));
  }

  private static String distinct(List<String> words) {
    return words.stream().distinct().sorted().collect(Collectors.joining(", "));
  }
}
