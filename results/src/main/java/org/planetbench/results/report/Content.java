package org.planetbench.results.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.results.table.Table;

/**
 * A report before it is a page: what is said, in the order it is said in.
 *
 * @param headlines the findings in words, most important first
 * @param figures small numbers for the top, as {@code 6 of 6} and {@code runs finished}
 */
record Content(
    String title,
    String subtitle,
    List<Figure> figures,
    List<String> headlines,
    Table warnings,
    List<Section> sections) {

  record Figure(String value, String label) {}

  /**
   * @param id the anchor
   * @param intro how to read it; may be empty
   */
  record Section(
      String id,
      String title,
      String intro,
      List<Picture> plots,
      List<Table> tables,
      List<Showcase> showcases) {

    boolean isEmpty() {
      return plots.isEmpty() && showcases.isEmpty() && tables.stream().allMatch(Table::isEmpty);
    }
  }

  Content {
    figures = List.copyOf(figures);
    headlines = List.copyOf(headlines);
    sections = sections.stream().filter(section -> !section.isEmpty()).toList();
  }

  boolean isEmpty() {
    return sections.isEmpty();
  }

  /** Each table as CSV and LaTeX. */
  void writeTables(Path folder) throws IOException {
    List<Table> tables = new ArrayList<>(List.of(warnings));
    sections.forEach(section -> tables.addAll(section.tables()));
    for (Table table : tables) {
      table.writeCsv(folder.resolve(table.id() + ".csv"));
      if (!table.isEmpty()) {
        table.writeLatex(folder.resolve(table.id() + ".tex"));
      }
    }
  }
}
