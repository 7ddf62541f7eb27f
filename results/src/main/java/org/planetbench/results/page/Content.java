package org.planetbench.results.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.table.Table;

/**
 * A page before it is written: what is said, in the order it is said in.
 *
 * @param headlines the findings in words, most important first
 * @param figures small numbers for the top, as {@code 6 of 6} and {@code runs finished}
 */
public record Content(
    String title,
    String subtitle,
    List<Figure> figures,
    List<String> headlines,
    Table warnings,
    List<Block> blocks) {
  /** The page, in its folder. */
  public static final String INDEX = "index.html";

  /** A small number for the top. */
  public record Figure(String value, String label) {}

  /**
   * What stands under one heading; one that is empty is left out.
   *
   * @param id the anchor
   * @param intro how to read it; may be empty
   */
  public record Block(
      String id,
      String title,
      String intro,
      List<Picture> plots,
      List<Table> tables,
      List<Showcase> showcases) {

    /** Tables alone, which say themselves how to read them. */
    public static Block of(String id, String title, Table... tables) {
      return new Block(id, title, "", List.of(), List.of(tables), List.of());
    }

    /** Plots alone. */
    public static Block of(String id, String title, String intro, List<Picture> plots) {
      return new Block(id, title, intro, plots, List.of(), List.of());
    }

    boolean isEmpty() {
      return plots.isEmpty() && showcases.isEmpty() && tables.stream().allMatch(Table::isEmpty);
    }
  }

  public Content {
    figures = List.copyOf(figures);
    headlines = List.copyOf(headlines);
    blocks = blocks.stream().filter(block -> !block.isEmpty()).toList();
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  /**
   * Writes the page, the same as Markdown, and each table as CSV and LaTeX into its folder {@code
   * tables}, which is there. Tables and pictures that were there before and are not on it go.
   *
   * @param pictures that it shows
   * @param markdown the name of that file
   * @return the page
   */
  public Path write(Path out, Pictures pictures, String markdown) throws IOException {
    writeTables(out.resolve("tables"));
    AtomicFile.write(out.resolve(markdown), MarkdownPage.of(this));
    Path index = out.resolve(INDEX);
    AtomicFile.write(index, HtmlPage.of(this));
    pictures.deleteOthers();
    return index;
  }

  private void writeTables(Path folder) throws IOException {
    List<Table> tables = new ArrayList<>(List.of(warnings));
    blocks.forEach(block -> tables.addAll(block.tables()));
    Set<String> written = new HashSet<>();
    for (Table table : tables) {
      table.writeCsv(folder.resolve(table.id() + ".csv"));
      written.add(table.id() + ".csv");
      if (!table.isEmpty()) {
        table.writeLatex(folder.resolve(table.id() + ".tex"));
        written.add(table.id() + ".tex");
      }
    }
    AtomicFile.deleteOthers(folder, Set.of(".csv", ".tex"), written);
  }
}
