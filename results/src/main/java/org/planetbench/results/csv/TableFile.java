package org.planetbench.results.csv;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.results.AtomicFile;
import org.planetbench.results.MalformedFileException;
import org.planetbench.results.RunFolder;

/** One table of a run that is being written: rows on disk, and rows waiting for the commit. */
final class TableFile<T> {
  private final Path file;
  private final CsvTable<T> table;
  private final List<T> pending = new ArrayList<>();
  private long rows;

  /** A table of which the first {@code rows} rows are there to stay. */
  TableFile(RunFolder folder, RunTable<T> kind, long rows) throws IOException {
    this.file = kind.in(folder);
    this.table = kind.table();
    this.rows = rows;
    requireRows();
  }

  void add(T row) {
    pending.add(row);
  }

  /** Committed rows. */
  long rows() {
    return rows;
  }

  /** Cuts off what follows the rows that stay. */
  void truncate() throws IOException {
    if (rows == 0) {
      table.write(file, List.of());
      return;
    }
    long length = CsvLines.length(file, rows + 1);
    if (Files.size(file) > length) {
      AtomicFile.write(file, out -> copy(length, out));
    }
  }

  void commit() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    byte[] added = table.lines(pending).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(
        file,
        out -> {
          Files.copy(file, out);
          out.write(added);
        });
    rows += pending.size();
    pending.clear();
  }

  private void copy(long length, OutputStream out) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (long left = length; left > 0; left--) {
        out.write(in.read());
      }
    }
  }

  private void requireRows() throws IOException {
    if (rows == 0) {
      return;
    }
    if (!Files.exists(file)) {
      throw MalformedFileException.in(file, "expected " + rows + " rows, but it is missing");
    }
    if (CsvLines.length(file, rows + 1) < 0) {
      throw MalformedFileException.in(
          file,
          "the checkpoint knows "
              + rows
              + " rows, got "
              + Math.max(0, CsvLines.count(file) - 1)
              + "; restore the file, or delete the run's folder to start anew");
    }
    table.requireAllColumns(file); // a foreign header is told now, not at the end
  }
}
