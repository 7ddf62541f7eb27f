package org.planetbench.harness.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.planetbench.results.report.Table;
import org.planetbench.results.report.Table.Cell;
import org.planetbench.results.report.Table.Column;

/** A table being put together row by row, and what {@code --format} makes of it. */
final class Listing {
  /** The values of {@code --format}. */
  enum Format {
    TABLE,
    CSV,
    MARKDOWN,
    JSON
  }

  private final String id;
  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  Listing(String id, Column... columns) {
    this.id = id;
    this.columns = List.of(columns);
  }

  /** Adds a row of as many values as there are columns. */
  Listing row(Object... values) {
    List<Cell> row = new ArrayList<>();
    for (Object value : values) {
      row.add(
          value instanceof Number number
              ? new Cell(number.toString(), number.toString())
              : Cell.of(value.toString()));
    }
    rows.add(row);
    return this;
  }

  String render(Format format) throws IOException {
    Table table = new Table(id, id, "", columns, rows);
    return switch (format) {
      case TABLE -> table.plain();
      case MARKDOWN -> table.markdown();
      case CSV -> csv(table);
      case JSON -> json(table);
    };
  }

  private static String csv(Table table) throws IOException {
    Path file = Files.createTempFile("listing", ".csv");
    try {
      table.writeCsv(file);
      return Files.readString(file);
    } finally {
      Files.delete(file);
    }
  }

  private static String json(Table table) throws JsonProcessingException {
    List<Map<String, String>> objects = new ArrayList<>();
    for (List<Cell> row : table.rows()) {
      Map<String, String> object = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        object.put(table.columns().get(i).id(), row.get(i).value());
      }
      objects.add(object);
    }
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(objects) + "\n";
  }
}
