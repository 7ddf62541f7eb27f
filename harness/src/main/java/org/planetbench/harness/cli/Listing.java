package org.planetbench.harness.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** A table being put together row by row, and what {@code --format} makes of it. */
final class Listing {
  /** The values of {@code --format}. */
  enum Format {
    TABLE,
    CSV,
    MARKDOWN,
    JSON
  }

  /** As JSON writes one. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

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
      case TABLE -> { // what a program reads has a line a row
        int columns = TerminalWidth.OUT.columns();
        yield columns > 0 ? table.wrapped(columns) : table.plain();
      }
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

  /** Numbers are numbers, digit for digit as in the other formats; what is not there is null. */
  private static String json(Table table) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode objects = mapper.createArrayNode();
    for (List<Cell> row : table.rows()) {
      ObjectNode object = objects.addObject();
      for (int i = 0; i < row.size(); i++) {
        Column column = table.columns().get(i);
        String value = row.get(i).value();
        if (value.isEmpty()) {
          object.putNull(column.id());
        } else if (column.numeric() && NUMBER.matcher(value).matches()) {
          object.putRawValue(column.id(), new RawValue(value));
        } else {
          object.put(column.id(), value);
        }
      }
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(objects) + "\n";
  }
}
