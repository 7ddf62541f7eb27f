package org.planetbench.results.run.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.MalformedFileException;

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

  /** What a file's columns may be, the fewest first; the last are all. */
  private final List<List<String>> forms;

  private final List<List<String>> older;
  private final Function<T, List<?>> toFields;
  private final RowReader<T> fromFields;

  public CsvTable(List<String> columns, Function<T, List<?>> toFields, RowReader<T> fromFields) {
    this(List.of(columns), List.of(), toFields, fromFields);
  }

  /**
   * @param required how many of the columns a file has at least; the rest came later
   */
  public CsvTable(
      List<String> columns, int required, Function<T, List<?>> toFields, RowReader<T> fromFields) {
    this(List.of(columns), List.of(columns.subList(0, required)), toFields, fromFields);
  }

  /**
   * @param forms what a file's columns may be, the fewest first, and all last: a file has the first
   *     that its first rows fit in, since what no row has needs no column
   * @param older the columns of files of earlier versions, which can be read but not added to
   */
  CsvTable(
      List<List<String>> forms,
      List<List<String>> older,
      Function<T, List<?>> toFields,
      RowReader<T> fromFields) {
    this.columns = List.copyOf(forms.getLast());
    this.forms = List.copyOf(forms);
    this.older = List.copyOf(older);
    this.toFields = toFields;
    this.fromFields = fromFields;
  }

  public List<String> columns() {
    return columns;
  }

  /** All rows. The header must be exactly ours; the last line may lack its line break. */
  public List<T> read(Path file) throws IOException {
    Rows<T> rows = () -> open(file, true, false, 0, Long.MAX_VALUE);
    return rows.all();
  }

  /**
   * Goes through rows {@code from} (inclusive, from 0) to {@code to} (exclusive), as far as there
   * are any.
   *
   * @param orOlder whether columns of an earlier version will do
   * @param ours whether the file must end with a line break
   */
  CsvCursor<T> open(Path file, boolean orOlder, boolean ours, long from, long to)
      throws IOException {
    LineReader lines = new LineReader(file);
    try {
      List<String> present = header(file, lines, orOlder, ours);
      lines.skip(from);
      return new CsvCursor<>(file, lines, present, fromFields, ours, to);
    } catch (IOException | RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  /** Replaces {@code file} with these rows, whole or not at all. */
  public void write(Path file, List<T> rows) throws IOException {
    List<String> form = formOf(rows);
    byte[] text = (header(form) + lines(rows, form)).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }

  /** Replaces {@code file} with one of no rows yet. */
  void writeHeader(Path file, List<String> form) throws IOException {
    byte[] text = header(form).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }

  private String header(List<String> form) throws IOException {
    return print(printer -> printer.printRecord(form));
  }

  /** The fewest columns that these rows fit in. */
  List<String> formOf(List<T> rows) {
    return forms.stream()
        .filter(form -> rows.stream().allMatch(row -> fits(toFields.apply(row), form)))
        .findFirst()
        .orElse(columns);
  }

  private boolean fits(List<?> fields, List<String> form) {
    for (int i = 0; i < columns.size(); i++) {
      if (!fields.get(i).equals("") && !form.contains(columns.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * @param form the columns of the file that they are for
   */
  String lines(List<T> rows, List<String> form) throws IOException {
    return print(
        printer -> {
          for (T row : rows) {
            List<?> fields = toFields.apply(row);
            if (fields.size() != columns.size() || !fits(fields, form)) {
              throw new IllegalStateException(form + " does not fit to " + fields);
            }
            List<Object> kept = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
              if (form.contains(columns.get(i))) {
                kept.add(fields.get(i));
              }
            }
            printer.printRecord(kept);
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

  /** The columns of a file; complains about one to which our rows can't be added. */
  List<String> formOf(Path file) throws IOException {
    try (LineReader lines = new LineReader(file)) {
      return header(file, lines, false, true);
    }
  }

  /** The columns that a file has: ours, or those of an earlier version. */
  private List<String> header(Path file, LineReader lines, boolean orOlder, boolean ours)
      throws IOException {
    String line = lines.next().orElse("");
    if (ours && !(lines.lines() > 0 && lines.isWhole())) {
      throw CsvCursor.cutInside(file, 1);
    }
    String header = line.startsWith("\uFEFF") ? line.substring(1).strip() : line.strip();
    List<String> got = fields(header);
    if (!forms.contains(got) && !(orOlder && older.contains(got))) {
      throw MalformedFileException.at(
          file,
          1,
          "expected the columns " + String.join(",", columns) + ", got " + difference(got));
    }
    return got;
  }

  private static List<String> fields(String line) throws IOException {
    try {
      return line.isEmpty() ? List.of() : List.of(CsvCursor.split(line));
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
}
