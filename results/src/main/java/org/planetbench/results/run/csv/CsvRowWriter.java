package org.planetbench.results.run.csv;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVPrinter;

/**
 * Prints a table row by row, for one that goes to a pipe or is too long to hold. The text is that
 * of {@link CsvTable}; an empty string is an empty field.
 */
public final class CsvRowWriter {
  private final int columns;
  private final CSVPrinter printer;

  /**
   * Prints the line of column names.
   *
   * @param out stays open
   */
  public CsvRowWriter(OutputStream out, List<String> columns) throws IOException {
    this.columns = columns.size();
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    this.printer = new CSVPrinter(text, CsvTable.FORMAT);
    write(columns);
  }

  /** Prints one row and hands it on: who reads the other end of a pipe sees it at once. */
  public void write(List<?> fields) throws IOException {
    if (fields.size() != columns) {
      throw new IllegalStateException(columns + " columns do not fit to " + fields);
    }
    printer.printRecord(fields);
    printer.flush();
  }
}
