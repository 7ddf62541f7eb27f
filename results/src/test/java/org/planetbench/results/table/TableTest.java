package org.planetbench.results.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

class TableTest {
  private static final Table TABLE =
      new Table(
          "returns",
          "Returns",
          "",
          List.of(
              Column.text("task", "task"),
              Column.quiet("recipe", "recipe"),
              Column.number("mean_return", "mean return")),
          List.of(
              List.of(Cell.of("a|b <i>"), Cell.of("small"), Cell.of(1234.56)),
              List.of(
                  new Cell("two\nlines", "two, lines"), Cell.of("small"), Cell.of(Double.NaN))));

  @TempDir private Path folder;

  @Test
  void csvHasEverythingUnrounded() throws IOException {
    TABLE.writeCsv(folder.resolve("returns.csv"));
    assertEquals(
        "task,recipe,mean_return\na|b <i>,small,1234.56\n\"two, lines\",small,\n",
        Files.readString(folder.resolve("returns.csv")));
  }

  /** OWASP's list of what begins a formula: {@code = + - @}, tabulator, carriage return. */
  @Test
  void noTextIsAFormulaToASpreadsheet() throws IOException {
    List<String> texts =
        List.of("=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "a=b", "-2.5E-7", "-3");
    new Table(
            "runs",
            "Runs",
            "",
            List.of(Column.text("cell", "cell")),
            texts.stream().map(text -> List.of(Cell.of(text))).toList())
        .writeCsv(folder.resolve("runs.csv"));
    assertEquals(
        List.of(
            "cell",
            "'=1+1",
            "'+cmd|'/C calc'!A0",
            "'-2+3",
            "'@SUM(A1)",
            "'\t=1",
            "a=b",
            "-2.5E-7",
            "-3"),
        Files.readAllLines(folder.resolve("runs.csv")));
  }

  @Test
  void markdownIsRoundedEscapedAndWithoutWhatRepeats() {
    assertEquals(
        """
        | task | mean return |
        | --- | ---: |
        | a\\|b &lt;i> | 1,235 |
        | two<br>lines | – |
        """,
        TABLE.markdown());
  }

  @Test
  void plainIsAligned() {
    assertEquals(
        """
        task     mean return
        a|b <i>        1,235
        """,
        new Table("t", "t", "", TABLE.columns(), TABLE.rows().subList(0, 1))
            .plain(List.of("task", "mean_return")));
  }

  @Test
  void textGoesOnInFurtherLinesWhereATerminalIsTooNarrow() {
    Table table =
        new Table(
            "variants",
            "Variants",
            "",
            List.of(
                Column.text("variant", "Variant"),
                Column.number("seeds", "Seeds"),
                Column.text("caution", "What to know")),
            List.of(
                List.of(Cell.of("ssm"), Cell.of(5), Cell.of("all memory passes through samples")),
                List.of(Cell.of("one_word_longer_than_that"), Cell.of(12), Cell.of(""))));
    assertEquals(
        """
        Variant                    Seeds  What to know
        ssm                            5  all memory passes through
                                          samples
        one_word_longer_than_that     12  –
        """,
        table.wrapped(64));
    assertEquals(table.plain(), table.wrapped(67), "which has room for it");
    assertEquals(
        """
        Variant       ssm
        Seeds         5
        What to know  all memory passes
                      through samples

        Variant       one_word_longer_than_t
                      hat
        Seeds         12

        """,
        table.wrapped(36),
        "where columns would be too narrow to read");
  }

  @Test
  void isTheSameUnderAnotherLocale() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("1,235", Cell.of(1234.56).text());
      assertEquals("0.50", Cell.of(0.5).text());
      assertEquals("4.5 %", Cell.percent(0.045).text());
      assertEquals("1.5M", Numbers.tick(1.5e6));
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void refusesARowOfAnotherLength() {
    List<Column> columns = TABLE.columns();
    List<List<Cell>> rows = List.of(List.of(Cell.of(1)));
    assertThrows(IllegalArgumentException.class, () -> new Table("t", "t", "", columns, rows));
  }
}
