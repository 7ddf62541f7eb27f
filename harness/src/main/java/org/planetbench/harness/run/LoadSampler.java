package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.planetbench.results.run.Claimant;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.SystemRow;
import org.planetbench.results.run.csv.SystemLog;

/**
 * Looks from outside at a cell's process, and at the machine, as Linux counts for them: a second
 * after the cell's start, then each ten seconds, as MLflow's own client does. The cell knows
 * nothing of it: a look takes its parent about a millisecond.
 */
final class LoadSampler implements AutoCloseable {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration BETWEEN = Duration.ofSeconds(10);
  private static final Path MACHINE = Path.of("/proc");
  private static final double MEGABYTE = 1e6;

  private final ProcessHandle cell;
  private final RunFolder folder;
  private final SystemLog log;
  private final Thread thread;

  private LoadSampler(ProcessHandle cell, RunFolder folder) {
    this.cell = cell;
    this.folder = folder;
    this.log = new SystemLog(folder);
    this.thread = Thread.ofVirtual().name("load-" + cell.pid()).unstarted(this::work);
  }

  static LoadSampler start(ProcessHandle cell, RunFolder folder) {
    LoadSampler sampler = new LoadSampler(cell, folder);
    sampler.thread.start();
    return sampler;
  }

  /** How much time was spent until a moment, in ns for the cell, in ticks for the machine. */
  private record Spent(long atNs, long cellNs, long busyTicks, long allTicks) {}

  private void work() {
    try {
      Spent before = spent();
      Duration pause = FIRST;
      Thread.sleep(pause);
      while (cell.isAlive()) {
        Spent now = spent();
        if (hasTheRun()) {
          log.add(row(before, now));
          pause = BETWEEN;
        }
        before = now;
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (IOException e) {
      // The process has just ended, or the disk is full, which the cell itself will say.
    }
  }

  /** Whether the process runs the cell: it may be about to, or have found that another one does. */
  private boolean hasTheRun() throws IOException {
    return folder
        .claimant()
        .flatMap(Claimant::owner)
        .filter(o -> o.process() == cell.pid())
        .isPresent();
  }

  private Spent spent() throws IOException {
    // cpu user nice system idle iowait irq softirq steal guest guest_nice, the last two in the
    // first
    long[] ticks =
        Stream.of(line(MACHINE.resolve("stat"), "cpu ").split(" +"))
            .skip(1)
            .limit(8)
            .mapToLong(Long::parseLong)
            .toArray();
    long all = LongStream.of(ticks).sum();
    long cellNs = cell.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    return new Spent(System.nanoTime(), cellNs, all - ticks[3] - ticks[4], all);
  }

  private SystemRow row(Spent from, Spent to) throws IOException {
    Path memory = MACHINE.resolve("meminfo");
    long all = bytes(memory, "MemTotal:");
    long used = all - bytes(memory, "MemAvailable:");
    long cellBytes = bytes(MACHINE.resolve(cell.pid() + "/status"), "VmRSS:");
    return new SystemRow(
        System.currentTimeMillis(),
        percent(to.busyTicks - from.busyTicks, to.allTicks - from.allTicks),
        rounded(used / MEGABYTE),
        percent(used, all),
        percent(to.cellNs - from.cellNs, to.atNs - from.atNs),
        rounded(cellBytes / MEGABYTE));
  }

  private static double percent(long part, long whole) {
    return rounded(100.0 * part / Math.max(1, whole));
  }

  /** To a tenth, as MLflow's client does. */
  private static double rounded(double value) {
    return Math.round(10 * value) / 10.0;
  }

  /** Of a line such as {@code MemTotal: 1048576 kB}. */
  private static long bytes(Path file, String name) throws IOException {
    return Long.parseLong(line(file, name).replaceAll("[^0-9]", "")) << 10;
  }

  private static String line(Path file, String start) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new IOException(file + ": expected a line " + start + ", got none"));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
