package org.planetbench.results.run.csv;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.planetbench.results.run.file.MalformedFileException;

/** The fields of one line, by column. Complaints name file, line, column, expected and got. */
public final class CsvRow {
  private final Path file;
  private final long line;
  private final List<String> columns;
  private final String[] fields;

  CsvRow(Path file, long line, List<String> columns, String[] fields) {
    this.file = file;
    this.line = line;
    this.columns = columns;
    this.fields = fields;
  }

  /** Counted from 1. */
  public long line() {
    return line;
  }

  public String text(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException("no column " + column + " in " + columns);
    }
    return fields[index];
  }

  /** Empty where the file is from before there was this column. */
  public String optionalText(String column) {
    return columns.contains(column) ? text(column) : "";
  }

  public int integer(String column) throws MalformedFileException {
    long value = longInteger(column);
    if (value != (int) value) {
      throw wrong(column, "a whole number of 32 bits");
    }
    return (int) value;
  }

  public long longInteger(String column) throws MalformedFileException {
    try {
      return Long.parseLong(text(column));
    } catch (NumberFormatException e) {
      throw wrong(column, "a whole number");
    }
  }

  /** {@code NaN} and {@code Infinity} are numbers: a run that diverged wrote them. */
  public double number(String column) throws MalformedFileException {
    try {
      return Double.parseDouble(text(column));
    } catch (NumberFormatException e) {
      throw wrong(column, "a number");
    }
  }

  /** Empty for an empty field: there is no such number. */
  public OptionalDouble optionalNumber(String column) throws MalformedFileException {
    return text(column).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(column));
  }

  /** To throw when the row as a whole is wrong. */
  public MalformedFileException wrong(String problem) {
    return MalformedFileException.at(file, line, problem);
  }

  private MalformedFileException wrong(String column, String expected) {
    return wrong(column + ": expected " + expected + ", got '" + text(column) + "'");
  }
}
