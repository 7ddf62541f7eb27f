package org.planetbench.results.run.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.planetbench.results.run.file.InputFile;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * A table that was made elsewhere: by hand, by a spreadsheet or by another project. Where there is
 * no doubt of what is meant it is read: columns in any order, of any case and with blanks around,
 * further columns, blank lines, a byte order mark, {@code sep=;} in the first line, semicolons or
 * tabs between the fields, and decimal commas. Where there is, it is refused with the remedy.
 */
public final class ForeignTable {
  private static final Pattern SEPARATOR =
      Pattern.compile("\"?sep=(.)\"?,*", Pattern.CASE_INSENSITIVE);
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t');
  private static final int SHOWN = 200;

  /** More is no table of scores, and would not fit into memory with its rows. */
  private static final int MOST_BYTES = 32_000_000;

  private final Path file;
  private final List<String> columns;
  private final List<CsvRow> rows;

  private ForeignTable(Path file, List<String> columns, List<CsvRow> rows) {
    this.file = file;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * @param numeric columns of numbers, if they are there: their decimal commas become points
   * @throws MalformedFileException naming the file, and the line where one is to blame
   */
  public static ForeignTable read(Path file, Set<String> numeric) throws IOException {
    String text = InputFile.text(file, MOST_BYTES).replace("\r\n", "\n").replace('\r', '\n');
    int from = 0;
    char separator = 0;
    Matcher declared = SEPARATOR.matcher(line(text, 0).strip());
    if (declared.matches()) {
      separator = declared.group(1).charAt(0);
      from = Math.min(text.length(), line(text, 0).length() + 1);
    } else {
      separator = separatorOf(line(text, 0));
    }
    List<Fields> all = parsed(file, text, from, separator);
    if (all.isEmpty()) {
      throw MalformedFileException.in(file, "expected a line with the columns, got nothing");
    }
    List<String> columns = columns(file, all.getFirst());
    List<Fields> rows = all.subList(1, all.size());
    for (Fields row : rows) {
      if (row.texts.length != columns.size()) {
        throw MalformedFileException.at(
            file,
            row.line,
            String.format(
                Locale.ROOT,
                "expected %d fields, got %d%s",
                columns.size(),
                row.texts.length,
                separator == ','
                    ? "; a decimal comma needs quotes, or semicolons between the fields"
                    : ""));
      }
    }
    for (String column : numeric) {
      if (columns.contains(column)) {
        DecimalCommas.replace(file, column, columns.indexOf(column), rows);
      }
    }
    return new ForeignTable(
        file,
        columns,
        rows.stream().map(row -> new CsvRow(file, row.line, columns, row.texts)).toList());
  }

  /**
   * A record before its columns are known.
   *
   * @param line on which it begins, from 1
   */
  record Fields(long line, String[] texts) {}

  private static String line(String text, int from) {
    int end = text.indexOf('\n', from);
    return text.substring(from, end < 0 ? text.length() : end);
  }

  /** That which makes the most fields of the header; the comma where they are alike. */
  private static char separatorOf(String header) {
    char best = ',';
    for (char separator : SEPARATORS) {
      if (count(header, separator) > count(header, best)) {
        best = separator;
      }
    }
    return best;
  }

  private static long count(String header, char separator) {
    return header.chars().filter(c -> c == separator).count();
  }

  private static List<Fields> parsed(Path file, String text, int from, char separator)
      throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(separator)
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(true)
            .get();
    List<Fields> all = new ArrayList<>();
    long line = 1 + text.substring(0, from).chars().filter(c -> c == '\n').count();
    int at = from;
    try (CSVParser parser = CSVParser.parse(text.substring(from), format)) {
      for (CSVRecord fields : parser) {
        int begins = from + (int) fields.getCharacterPosition();
        line += text.substring(at, begins).chars().filter(c -> c == '\n').count();
        at = begins;
        if (fields.stream().anyMatch(field -> !field.isBlank())) {
          all.add(new Fields(line, fields.stream().map(String::strip).toArray(String[]::new)));
        }
      }
    } catch (UncheckedIOException e) {
      throw MalformedFileException.at(file, line, "not valid CSV: " + e.getMessage());
    }
    return all;
  }

  private static List<String> columns(Path file, Fields header) throws MalformedFileException {
    List<String> columns = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (String text : header.texts) {
      String column = text.toLowerCase(Locale.ROOT);
      columns.add(column);
      if (!column.isEmpty() && !seen.add(column)) {
        throw MalformedFileException.at(
            file, header.line, "expected each column once, got two called " + column);
      }
    }
    return columns;
  }

  public boolean has(String column) {
    return columns.contains(column);
  }

  public List<CsvRow> rows() {
    return rows;
  }

  /**
   * @param otherwise what would do as well, for the message; may be empty
   * @throws MalformedFileException unless all are there
   */
  public void require(List<String> wanted, String otherwise) throws MalformedFileException {
    List<String> missing = wanted.stream().filter(column -> !has(column)).toList();
    if (!missing.isEmpty()) {
      String got = String.join(",", columns);
      throw MalformedFileException.in(
          file,
          "expected the columns %s%s, got %s (missing: %s)"
              .formatted(
                  String.join(",", wanted),
                  otherwise,
                  got.length() > SHOWN ? got.substring(0, SHOWN) + "..." : got,
                  String.join(", ", missing)));
    }
  }
}
