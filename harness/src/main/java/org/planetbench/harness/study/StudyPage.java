package org.planetbench.harness.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.page.Content;
import org.planetbench.results.page.Pictures;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** The page of a study: answer, figures, tables, and every measured value as CSV. */
public final class StudyPage {
  /** Every measured value, in the page's folder. */
  public static final String VALUES = "values.csv";

  /** What they are of, beside it. */
  public static final String CELLS = "cells.csv";

  private static final String PAGE = "study.md";
  private static final int HASH = 12;

  private StudyPage() {}

  /**
   * Writes {@code index.html}, {@code study.md}, {@code values.csv}, {@code cells.csv}, {@code
   * tables/} and {@code plots/}.
   *
   * @param cells that were measured
   * @param answer what the study says of the values
   * @return the page
   */
  public static Path write(
      Path out, Study study, List<StudyCell> cells, StudyValues values, StudyAnswer answer)
      throws IOException {
    for (String folder : List.of("tables", "plots")) {
      AtomicFile.createFolder(out.resolve(folder));
    }
    StudyValue.TABLE.write(out.resolve(VALUES), values.all());
    StudyCell.TABLE.write(out.resolve(CELLS), cells);
    Pictures pictures = new Pictures(out, 0);
    List<Content.Block> blocks = new ArrayList<>();
    blocks.add(Content.Block.of("findings", "What was tested", findings(answer.findings())));
    blocks.add(
        Content.Block.of("figures", "Figures", answer.method(), pictures.plots(answer.charts())));
    for (Table table : answer.tables()) {
      blocks.add(Content.Block.of(table.id(), table.title(), table));
    }
    return new Content(
            study.question(),
            provenance(study, cells),
            List.of(new Content.Figure(Integer.toString(cells.size()), "cells measured")),
            answer.answer(),
            new Table("warnings", "Warnings", "", List.of(), List.of()),
            blocks)
        .write(out, pictures, PAGE);
  }

  /**
   * @throws BadInputException if the folder has the page of another study
   */
  public static void requireOf(Path out, Study study) throws IOException {
    Path page = out.resolve(PAGE);
    if (Files.exists(page) && !Files.readString(page).startsWith("# " + study.question() + "\n")) {
      throw new BadInputException(
          "%s: expected the page of the study %s, got another; choose its folder with --out"
              .formatted(page, study.name()));
    }
  }

  private static Table findings(List<String> sentences) {
    return new Table(
        "findings",
        "What was tested",
        Effects.POWER,
        List.of(Column.text("finding", "finding")),
        sentences.stream().map(sentence -> List.of(Cell.of(sentence))).toList());
  }

  /**
   * The values that an earlier page was made of.
   *
   * @throws MalformedFileException naming file and line, if somebody changed it
   */
  public static StudyValues values(Path out) throws IOException {
    return new StudyValues(StudyValue.TABLE.read(out.resolve(VALUES)));
  }

  /** The cells that an earlier page was made of; as {@link #values}. */
  public static List<StudyCell> cells(Path out) throws IOException {
    return StudyCell.TABLE.read(out.resolve(CELLS));
  }

  private static String provenance(Study study, List<StudyCell> cells) {
    List<String> commits =
        cells.stream()
            .map(StudyCell::commit)
            .map(commit -> commit.substring(0, Math.min(HASH, commit.length())))
            .toList();
    return "bench study %s, revision %s; recipe %s; cells of commit %s, on CPUs: %s"
        .formatted(
            study.name(),
            distinct(cells.stream().map(cell -> Integer.toString(cell.revision())).toList()),
            distinct(cells.stream().map(StudyCell::recipe).toList()),
            distinct(commits),
            distinct(cells.stream().map(StudyPage::cpu).toList()));
  }

  /** Of cells that were measured before it was recorded there is none. */
  private static String cpu(StudyCell cell) {
    return cell.cpu().equals("unknown") ? "not recorded" : cell.cpu();
  }

  private static String distinct(List<String> words) {
    return words.stream().distinct().sorted().collect(Collectors.joining(", "));
  }
}
