package org.planetbench.results.run.csv;

import java.io.IOException;
import java.nio.channels.FileChannel;
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
    Files.writeString(
        file,
        TABLE.lines(List.of(row), TABLE.columns()),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.APPEND);
  }

  /** Begins the file, or takes from its end what a crash left of a row. */
  private void makeWhole() throws IOException {
    int end = Files.exists(file) ? endOfLines(Files.readAllBytes(file)) : 0;
    if (end == 0) {
      TABLE.write(file, List.of());
    } else {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(end); // the rows before are not written again: the disk may be full
      }
    }
    whole = true;
  }

  private static int endOfLines(byte[] text) {
    int end = text.length;
    while (end > 0 && text[end - 1] != '\n') {
      end--;
    }
    return end;
  }
}
