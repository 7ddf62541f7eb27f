package org.planetbench.results.run.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;

/** A table with a column that most files do without, and one that came later. */
final class CsvTableTest {
  private record Row(long step, String later, String rare) {}

  private static final CsvTable<Row> TABLE =
      new CsvTable<>(
          List.of(List.of("step", "later"), List.of("step", "rare", "later")),
          List.of(List.of("step")),
          row -> List.of(row.step, row.rare, row.later),
          row ->
              new Row(
                  row.longInteger("step"), row.optionalText("later"), row.optionalText("rare")));

  @TempDir private Path folder;

  private String written(Row... rows) throws IOException {
    Path file = folder.resolve("table.csv");
    TABLE.write(file, List.of(rows));
    assertEquals(List.of(rows), TABLE.read(file));
    return Files.readString(file);
  }

  @Test
  void whatNoRowHasNeedsNoColumn() throws IOException {
    assertEquals("step,later\n", written());
    assertEquals("step,later\n1,a\n", written(new Row(1, "a", "")));
    assertEquals(
        "step,rare,later\n1,,a\n2,x,b\n", written(new Row(1, "a", ""), new Row(2, "b", "x")));
  }

  @Test
  void rowsKeepToTheColumnsThatTheirFileHas() throws IOException {
    List<Row> plain = List.of(new Row(3, "c", ""));
    written(new Row(1, "a", ""));
    List<String> form = TABLE.formOf(folder.resolve("table.csv"));
    assertEquals("3,c\n", TABLE.lines(plain, form));
    List<Row> rare = List.of(new Row(4, "d", "y"));
    assertThrows(IllegalStateException.class, () -> TABLE.lines(rare, form));
    written(new Row(1, "a", "x"));
    assertEquals("3,,c\n", TABLE.lines(plain, TABLE.formOf(folder.resolve("table.csv"))));
  }

  @Test
  void anEarlierVersionsFileIsReadAndNotAddedTo() throws IOException {
    Path file = folder.resolve("old.csv");
    Files.writeString(file, "step\n7\n");
    assertEquals(List.of(new Row(7, "", "")), TABLE.read(file));
    Complaint.assertSays("missing: ", MalformedFileException.class, () -> TABLE.formOf(file));
  }
}
