package org.planetbench.results.run.csv;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.file.UnwritableFileException;

/**
 * One table of a run that is being written: rows on disk, and rows waiting for the commit, which
 * adds them at the end and never reads or writes those before.
 */
final class TableFile<T> {
  /** What to do about a table that is not as the run left it. */
  static final String REMEDY = "; restore the file, or delete the run's folder to start anew";

  private final Path file;
  private final CsvTable<T> table;
  private final List<T> pending = new ArrayList<>();
  private List<String> form = List.of(); // columns of the file; none as long as it has no rows
  private long rows;

  /** Bytes of the rows that stay, with the line of column names. */
  private long length;

  /** A table of which the first {@code rows} rows are there to stay. */
  TableFile(RunFolder folder, RunTable<T> kind, long rows) throws IOException {
    this.file = kind.in(folder);
    this.table = kind.table();
    this.rows = rows;
    if (rows > 0) {
      length = lengthOfRows();
      form = table.formOf(file); // a foreign header is told now, not at the end
    }
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
      length = Files.size(file);
    } else if (Files.size(file) > length) {
      write(new byte[0]);
    }
  }

  /** Adds the waiting rows. If it fails, they still wait, and the file is as it was before. */
  void commit() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    if (rows == 0) {
      begin();
    }
    byte[] added = table.lines(pending, form).getBytes(StandardCharsets.UTF_8);
    write(added);
    length += added.length;
    rows += pending.size();
    pending.clear();
  }

  /** The first rows say which columns the file has. */
  private void begin() throws IOException {
    List<String> needed = table.formOf(pending);
    if (!needed.equals(table.formOf(file))) {
      requireLength(Files.size(file));
      table.writeHeader(file, needed);
      length = Files.size(file);
    }
    form = needed;
  }

  /** Puts this after the rows that stay; it is on the disk when this returns. */
  private void write(byte[] added) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      requireLength(channel.size());
      channel.truncate(length); // what an earlier try left
      try {
        ByteBuffer left = ByteBuffer.wrap(added);
        channel.position(length);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      } catch (IOException e) {
        cut(channel, e);
        throw e;
      }
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException e) {
      throw new UnwritableFileException(file, e);
    }
  }

  /** Takes back what was half written; where that fails, too, the next write or resume does it. */
  private void cut(FileChannel channel, IOException because) {
    try {
      channel.truncate(length);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private void requireLength(long got) throws MalformedFileException {
    if (got < length) {
      throw MalformedFileException.in(
          file,
          "expected the "
              + length
              + " bytes that this run wrote, got "
              + got
              + ": something cut it meanwhile"
              + REMEDY);
    }
  }

  private long lengthOfRows() throws IOException {
    if (!Files.exists(file)) {
      throw MalformedFileException.in(
          file, "expected " + rows + " rows, but it is missing" + REMEDY);
    }
    try (LineReader lines = new LineReader(file)) {
      long found = lines.skip(rows + 1);
      long whole = lines.isWhole() ? found : found - 1;
      if (whole <= rows) {
        throw MalformedFileException.in(
            file, "the checkpoint knows " + rows + " rows, got " + Math.max(0, whole - 1) + REMEDY);
      }
      return lines.position();
    }
  }
}
