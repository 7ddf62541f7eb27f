package org.planetbench.results.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

class LatexTest {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("task", "task"), Column.quiet("recipe", "recipe"), Column.number("x", "x_1"));

  @Test
  void isABooktabsTable() {
    Table table =
        new Table(
            "my_table",
            "Returns",
            "100 % of them.",
            COLUMNS,
            List.of(
                List.of(Cell.of("cheetah_run"), Cell.of("tiny"), Cell.of(12.5)),
                List.of(new Cell("a\nb", "ab"), Cell.of("tiny"), Cell.NONE)));
    assertEquals(
        """
        % \\usepackage{booktabs}
        \\begin{table}
        \\centering
        \\caption{Returns. 100 \\% of them.}\\label{tab:my-table}
        \\begin{tabular}{lr}
        \\toprule
        task & x\\_1 \\\\
        \\midrule
        cheetah\\_run & 12.5 \\\\
        a; b & -- \\\\
        \\bottomrule
        \\end{tabular}
        \\end{table}
        """,
        Latex.of(table));
  }

  @Test
  void textStaysText() {
    assertEquals(
        "\\textbackslash{}a \\& \\% \\$ \\# \\_ \\{ \\} \\textasciitilde{} \\textasciicircum{}"
            + " \\textless{}b\\textgreater{} \\textbar{} {[}0, 1]",
        Latex.escape("\\a & % $ # _ { } ~ ^ <b> | [0, 1]"));
    assertEquals(
        "3 $\\pm$ 1 -- 2 $\\times$ 5 $\\rightarrow$ $-$1 é  ",
        Latex.escape("3 ± 1 – 2 × 5 → −1 é \u0007"));
  }

  @Test
  void sentencesAreBrokenIntoLines() {
    Table table =
        new Table(
            "t",
            "T",
            "",
            List.of(Column.text("run", "run"), Column.text("finding", "finding")),
            List.of(List.of(Cell.of("a"), Cell.of("word ".repeat(20)))));
    assertTrue(Latex.of(table).contains("{lp{0.35\\linewidth}}"), () -> Latex.of(table));
  }

  @Test
  void hyphensAreNoDash() {
    assertEquals("bench verify -{}-runs a-b", Latex.escape("bench verify --runs a-b"));
  }

  @Test
  void aLongTableBreaksOverPages() {
    List<Cell> row = List.of(Cell.of("cheetah_run"), Cell.of("tiny"), Cell.of(1));
    String latex = Latex.of(new Table("t", "T", "", COLUMNS, Collections.nCopies(41, row)));
    assertTrue(latex.startsWith("% \\usepackage{booktabs,longtable}\n\\begin{longtable}{lr}\n"));
    assertTrue(latex.endsWith("cheetah\\_run & 1 \\\\\n\\end{longtable}\n"), latex);
    assertFalse(latex.contains("\\begin{table}"));
  }
}
