package org.planetbench.results.run.csv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.SystemRow;

/** Adds rows to {@code system.csv}. They are not flushed to the disk: they may be lost. */
public final class SystemLog {
  private static final CsvTable<SystemRow> TABLE = RunTable.SYSTEM.table();

  private final Path file;
  private boolean whole;

  public SystemLog(RunFolder folder) {
    this.file = RunTable.SYSTEM.in(folder);
  }

  public void add(SystemRow row) throws IOException {
    if (!whole) {
      makeWhole();
    }
    write(TABLE.lines(List.of(row), TABLE.columns()), StandardOpenOption.APPEND);
  }

  /** Begins the file, or takes from its end what a crash left of a row. */
  private void makeWhole() throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    if (text.indexOf('\n') < 0) {
      TABLE.write(file, List.of());
    } else if (!text.endsWith("\n")) {
      write(text.substring(0, text.lastIndexOf('\n') + 1), StandardOpenOption.TRUNCATE_EXISTING);
    }
    whole = true;
  }

  private void write(String text, StandardOpenOption how) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
  }
}
