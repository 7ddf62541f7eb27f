package org.planetbench.results.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.planetbench.results.AtomicFile;
import org.planetbench.results.InputFile;
import org.planetbench.results.MalformedFileException;

/**
 * One kind of CSV file: a header of exactly these columns, then a row per {@code T}. Lines end with
 * LF; numbers are as Java writes them in any locale: the shortest text that reads back to the same
 * double.
 */
public final class CsvTable<T> {
  static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').setIgnoreEmptyLines(false).get();

  /** Makes a row of a record; complains with {@link MalformedFileException}. */
  public interface RowReader<T> {
    T read(CsvRow row) throws MalformedFileException;
  }

  private final List<String> columns;
  private final List<List<String>> older;
  private final Function<T, List<?>> toFields;
  private final RowReader<T> fromFields;

  public CsvTable(List<String> columns, Function<T, List<?>> toFields, RowReader<T> fromFields) {
    this(columns, List.of(), toFields, fromFields);
  }

  /**
   * @param required how many of the columns a file has at least; the rest came later
   */
  public CsvTable(
      List<String> columns, int required, Function<T, List<?>> toFields, RowReader<T> fromFields) {
    this(columns, List.of(columns.subList(0, required)), toFields, fromFields);
  }

  /**
   * @param older the columns of files of earlier versions, which can be read but not added to
   */
  CsvTable(
      List<String> columns,
      List<List<String>> older,
      Function<T, List<?>> toFields,
      RowReader<T> fromFields) {
    this.columns = List.copyOf(columns);
    this.older = List.copyOf(older);
    this.toFields = toFields;
    this.fromFields = fromFields;
  }

  public List<String> columns() {
    return columns;
  }

  /** All rows. The header must be exactly ours; the last line may lack its line break. */
  public List<T> read(Path file) throws IOException {
    List<T> rows = new ArrayList<>();
    read(file, 0, Long.MAX_VALUE, rows::add);
    return rows;
  }

  /** Rows {@code from} (inclusive, from 0) to {@code to} (exclusive), as far as there are any. */
  public void read(Path file, long from, long to, Consumer<T> consumer) throws IOException {
    try (InputStream in = open(file)) {
      List<String> present = header(file, in, true);
      long skipped = CsvLines.skip(in, from);
      if (skipped < from) {
        return;
      }
      try (CSVParser parser =
          CSVParser.builder()
              .setReader(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)))
              .setFormat(FORMAT)
              .get()) {
        readRows(file, parser, present, from, to, consumer);
      }
    }
  }

  /**
   * Reads to the end whatever comes: each line is either a row or a problem. A wrong header ends it
   * at once, as nothing could be said of the rows.
   *
   * @param orOlder whether columns of an earlier version will do
   */
  void check(Path file, boolean orOlder, TableInspector<T> inspector) throws IOException {
    try (InputStream in = open(file)) {
      List<String> present = header(file, in, orOlder);
      long line = 2;
      for (byte[] bytes = CsvLines.line(in); bytes.length > 0; bytes = CsvLines.line(in)) {
        try {
          inspector.row(line, row(file, line, present, new String(bytes, StandardCharsets.UTF_8)));
        } catch (MalformedFileException e) {
          inspector.wrong(e);
        }
        line++;
      }
      if (in.read() >= 0) {
        inspector.wrong(MalformedFileException.at(file, line, "expected a row, got an empty line"));
      }
    } catch (MalformedFileException e) {
      inspector.wrong(e);
    }
  }

  private T row(Path file, long line, List<String> present, String text) throws IOException {
    String[] fields = fields(text).toArray(String[]::new);
    requireFields(file, line, present, fields.length);
    return row(new CsvRow(file, line, present, fields));
  }

  private static void requireFields(Path file, long line, List<String> present, int got)
      throws MalformedFileException {
    if (got != present.size()) {
      throw MalformedFileException.at(
          file, line, "expected " + present.size() + " fields, got " + got);
    }
  }

  private void readRows(
      Path file, CSVParser parser, List<String> present, long from, long to, Consumer<T> consumer)
      throws IOException {
    long line = from + 2; // lines count from 1, and the header is the first
    try {
      for (CSVRecord fields : parser) {
        if (line - 2 >= to) {
          return;
        }
        requireFields(file, line, present, fields.size());
        consumer.accept(row(new CsvRow(file, line, present, fields.values())));
        line++;
      }
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof MalformedFileException malformed) {
        throw malformed;
      }
      throw MalformedFileException.at(file, line, "not valid CSV: " + e.getMessage());
    }
  }

  private T row(CsvRow fields) throws MalformedFileException {
    try {
      return fromFields.read(fields);
    } catch (IllegalArgumentException e) {
      throw fields.wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Replaces {@code file} with these rows, whole or not at all. */
  public void write(Path file, List<T> rows) throws IOException {
    byte[] text = (header() + lines(rows)).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }

  String header() throws IOException {
    return print(printer -> printer.printRecord(columns));
  }

  String lines(List<T> rows) throws IOException {
    return print(
        printer -> {
          for (T row : rows) {
            List<?> fields = toFields.apply(row);
            if (fields.size() != columns.size()) {
              throw new IllegalStateException(columns + " does not fit to " + fields);
            }
            printer.printRecord(fields);
          }
        });
  }

  private interface Printing {
    void to(CSVPrinter printer) throws IOException;
  }

  private static String print(Printing printing) throws IOException {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
      printing.to(printer);
    }
    return text.toString();
  }

  /** Complains about a file to which rows of all our columns can't be added. */
  void requireAllColumns(Path file) throws IOException {
    try (InputStream in = open(file)) {
      header(file, in, false);
    }
  }

  /** The columns that a file has: ours, or those of an earlier version. */
  private List<String> header(Path file, InputStream in, boolean orOlder) throws IOException {
    String line = new String(CsvLines.line(in), StandardCharsets.UTF_8);
    String header = line.startsWith("\uFEFF") ? line.substring(1).strip() : line.strip();
    List<String> got = fields(header);
    if (!got.equals(columns) && !(orOlder && older.contains(got))) {
      throw MalformedFileException.at(
          file,
          1,
          "expected the columns " + String.join(",", columns) + ", got " + difference(got));
    }
    return got;
  }

  private static List<String> fields(String line) throws IOException {
    try (CSVParser parser = CSVParser.parse(line, FORMAT)) {
      return parser.stream().flatMap(CSVRecord::stream).toList();
    } catch (UncheckedIOException e) {
      return List.of(line);
    }
  }

  private String difference(List<String> got) {
    List<String> missing = columns.stream().filter(column -> !got.contains(column)).toList();
    List<String> unknown = got.stream().filter(column -> !columns.contains(column)).toList();
    return (got.isEmpty() ? "nothing" : String.join(",", got))
        + (missing.isEmpty() ? "" : " (missing: " + String.join(", ", missing) + ")")
        + (unknown.isEmpty() ? "" : " (unknown: " + String.join(", ", unknown) + ")");
  }

  private static InputStream open(Path file) throws IOException {
    return new BoundedLines(file, InputFile.open(file));
  }
}
