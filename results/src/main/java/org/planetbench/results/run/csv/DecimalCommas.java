package org.planetbench.results.run.csv;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * Decimal commas, as spreadsheets of many countries write them. One field alone can be ambiguous:
 * {@code 1,234} is a little more than one, or more than a thousand. A column is read where another
 * of its fields settles it, such as {@code 0,5}.
 */
final class DecimalCommas {
  private static final Pattern GROUPED = Pattern.compile("[+-]?[1-9]\\d{0,2}(,\\d{3})+");
  private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d+,\\d+([eE][+-]?\\d+)?");
  private static final String REMEDY =
      "; write decimals with a point, and thousands without a mark";

  private DecimalCommas() {}

  /**
   * Puts points in their place in one column.
   *
   * @throws MalformedFileException naming the line of what is in doubt
   */
  static void replace(Path file, String column, int index, List<ForeignTable.Fields> rows)
      throws MalformedFileException {
    List<ForeignTable.Fields> commas =
        rows.stream().filter(row -> row.texts()[index].contains(",")).toList();
    if (commas.isEmpty()) {
      return;
    }
    for (ForeignTable.Fields row : rows) {
      String text = row.texts()[index];
      if (text.contains(".")) {
        throw doubt(file, column, row, "got '" + text + "' beside decimal commas");
      }
    }
    for (ForeignTable.Fields row : commas) {
      if (!DECIMAL.matcher(row.texts()[index]).matches()) {
        throw doubt(file, column, row, "got '" + row.texts()[index] + "'");
      }
    }
    if (commas.stream().allMatch(row -> GROUPED.matcher(row.texts()[index]).matches())) {
      ForeignTable.Fields first = commas.getFirst();
      String text = first.texts()[index];
      throw doubt(
          file,
          column,
          first,
          "got '%s', which may be %s or %s"
              .formatted(text, text.replace(',', '.'), text.replace(",", "")));
    }
    commas.forEach(row -> row.texts()[index] = row.texts()[index].replace(',', '.'));
  }

  private static MalformedFileException doubt(
      Path file, String column, ForeignTable.Fields row, String got) {
    return MalformedFileException.at(
        file, row.line(), column + ": expected a number, " + got + REMEDY);
  }
}
