package org.planetbench.results.run.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.file.MalformedFileException;

/** Goes through the rows of a file. After a row that is wrong it goes on with the next one. */
final class CsvCursor<T> implements Rows.Cursor<T> {
  private final Path file;
  private final LineReader lines;
  private final List<String> columns;
  private final CsvTable.RowReader<T> rows;
  private final boolean ours;
  private final long to;

  /**
   * @param columns that the file has; its line of names was read
   * @param ours whether the file must end with a line break, as those do that we write: one that
   *     does not was cut, perhaps inside a number
   * @param to row before which it ends, counted from 0
   */
  CsvCursor(
      Path file,
      LineReader lines,
      List<String> columns,
      CsvTable.RowReader<T> rows,
      boolean ours,
      long to) {
    this.file = file;
    this.lines = lines;
    this.columns = columns;
    this.rows = rows;
    this.ours = ours;
    this.to = to;
  }

  @Override
  public Optional<T> next() throws IOException {
    if (lines.lines() - 1 >= to) {
      return Optional.empty();
    }
    Optional<String> text = lines.next();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (ours && !lines.isWhole()) {
      throw cutInside(file, lines.lines());
    }
    return Optional.of(row(text.get()));
  }

  static MalformedFileException cutInside(Path file, long line) {
    return MalformedFileException.at(
        file, line, "expected a whole line, but the file ends inside it");
  }

  private T row(String text) throws MalformedFileException {
    if (text.isEmpty()) {
      throw wrong("expected a row, got an empty line");
    }
    String[] fields = fields(text);
    if (fields.length != columns.size()) {
      throw wrong("expected " + columns.size() + " fields, got " + fields.length);
    }
    CsvRow row = new CsvRow(file, lines.lines(), columns, fields);
    try {
      return rows.read(row);
    } catch (IllegalArgumentException e) {
      throw row.wrong(String.valueOf(e.getMessage()));
    }
  }

  private String[] fields(String text) throws MalformedFileException {
    try {
      return split(text);
    } catch (UncheckedIOException | IOException e) {
      throw wrong("not valid CSV: " + e.getMessage());
    }
  }

  /** A line's fields. Most lines quote nothing, and a certificate has millions of them. */
  static String[] split(String line) throws IOException {
    if (line.indexOf('"') >= 0) {
      try (CSVParser parser = CSVParser.parse(line, CsvTable.FORMAT)) {
        return parser.stream().flatMap(CSVRecord::stream).toArray(String[]::new);
      }
    }
    List<String> fields = new ArrayList<>();
    int from = 0;
    for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', from)) {
      fields.add(line.substring(from, comma));
      from = comma + 1;
    }
    fields.add(line.substring(from));
    return fields.toArray(String[]::new);
  }

  private MalformedFileException wrong(String problem) {
    return MalformedFileException.at(file, lines.lines(), problem);
  }

  /** The line of the row that was given last, or was wrong, counted from 1. */
  long line() {
    return lines.lines();
  }

  /** Reads over what is left; says how many lines the file has, the column names not counted. */
  long end() throws IOException {
    lines.skip(Long.MAX_VALUE);
    return lines.lines() - 1;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
