package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.zip.CRC32;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.results.run.file.UnwritableFileException;

/**
 * A journal in a file that only grows, a line for each decision: {@code
 * phase,episode,agent_step,encode_ms,posterior_ms,plan_ms,wall_clock_s,action_0,...,crc32}. Numbers
 * are written with the digits that read back to the same bits. What a kill tore off, half a line at
 * the end, and all from the first damaged line on is cut off when the file is opened: those
 * decisions are made again.
 */
final class FileJournal implements Journal {
  static final String FILE = "journal.csv";

  private static final int COLUMNS_BEFORE_ACTION = 7;

  private final Path file;
  private final Deque<Entry> known;

  private FileJournal(Path file, Deque<Entry> known) {
    this.file = file;
    this.known = known;
  }

  static FileJournal open(Path file) throws IOException {
    Deque<Entry> known = new ArrayDeque<>();
    if (Files.exists(file)) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1); // whatever bytes
      int whole = 0;
      for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', whole)) {
        Optional<Entry> entry = parse(text.substring(whole, end));
        if (entry.isEmpty()) {
          break;
        }
        known.add(entry.get());
        whole = end + 1;
      }
      if (whole < text.length()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(whole); // written anew, a kill would cost it all
        }
      }
    }
    return new FileJournal(file, known);
  }

  @Override
  public boolean isEmpty() {
    return known.isEmpty();
  }

  /**
   * The file may hold what a checkpoint has already, if a kill came between that and {@link
   * #clear}: decisions of other episodes, which are dropped here.
   */
  @Override
  public Optional<Entry> next(Phase phase, int episode, int agentStep) throws IOException {
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Entry entry = known.remove();
    if (entry.phase() != phase || entry.episode() != episode || entry.agentStep() != agentStep) {
      clear();
      return Optional.empty();
    }
    return Optional.of(entry);
  }

  @Override
  public void append(Entry entry) throws IOException {
    try {
      Files.writeString(file, line(entry), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UnwritableFileException(file, e);
    }
  }

  @Override
  public void clear() throws IOException {
    known.clear();
    Files.deleteIfExists(file);
  }

  private static String line(Entry entry) {
    Decision decision = entry.decision();
    StringJoiner line = new StringJoiner(",");
    line.add(entry.phase().key());
    line.add(Integer.toString(entry.episode()));
    line.add(Integer.toString(entry.agentStep()));
    line.add(Double.toString(decision.encodeMs()));
    line.add(Double.toString(decision.posteriorMs()));
    line.add(Double.toString(decision.planMs()));
    line.add(Double.toString(entry.wallClockS()));
    Arrays.stream(decision.action()).forEach(number -> line.add(Double.toString(number)));
    return sealed(line.toString()) + "\n";
  }

  /** With its CRC-32 as the last column: a number that another bit made is no longer ours. */
  static String sealed(String line) {
    CRC32 sum = new CRC32();
    sum.update(line.getBytes(StandardCharsets.US_ASCII));
    return "%s,%08x".formatted(line, sum.getValue());
  }

  /** Empty for a line that this class has not written. */
  private static Optional<Entry> parse(String sealed) {
    int end = sealed.lastIndexOf(',');
    String line = sealed.substring(0, Math.max(0, end));
    if (!sealed(line).equals(sealed)) {
      return Optional.empty();
    }
    String[] columns = line.split(",", -1);
    if (columns.length <= COLUMNS_BEFORE_ACTION) {
      return Optional.empty();
    }
    try {
      double[] action =
          Arrays.stream(columns, COLUMNS_BEFORE_ACTION, columns.length)
              .mapToDouble(Double::parseDouble)
              .toArray();
      Decision decision =
          new Decision(
              action,
              Double.parseDouble(columns[3]),
              Double.parseDouble(columns[4]),
              Double.parseDouble(columns[5]));
      return Optional.of(
          new Entry(
              Phase.valueOf(columns[0].toUpperCase(Locale.ROOT)),
              Integer.parseInt(columns[1]),
              Integer.parseInt(columns[2]),
              decision,
              Double.parseDouble(columns[6])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
