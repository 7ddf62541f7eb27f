package org.planetbench.harness.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.run.CellPool;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.Progress;

/**
 * Shows how far the cells are: on a terminal a line for all of them and one for each that runs;
 * elsewhere plain lines, one when an episode ended, at most one in ten seconds for each cell.
 */
final class ProgressDisplay implements CellPool.Listener, AutoCloseable {
  private static final int CELLS_SHOWN = 4;
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(10);

  private final int cells;
  private final StatusLines lines; // guards what changes, since these draw it
  private final long begun = System.nanoTime();
  private final Map<String, Progress> running = new LinkedHashMap<>();
  private final Map<String, Long> startedAt = new HashMap<>();
  private final Map<String, Long> lastLine = new HashMap<>();
  private int ended;

  /**
   * @param cells that will be run
   */
  ProgressDisplay(int cells, StatusLines lines) {
    this.cells = cells;
    this.lines = lines;
  }

  @Override
  public void started(CellSpec spec) {
    synchronized (lines) {
      startedAt.put(spec.cell().id(), System.nanoTime());
      if (lines.isTerminal()) {
        lines.show(this::drawn);
      } else {
        lines.println(spec.cell().id() + ": started");
      }
    }
  }

  @Override
  public void progress(Progress progress) {
    synchronized (lines) {
      running.put(progress.cell(), progress);
      if (lines.isTerminal()) {
        lines.show(this::drawn);
        return;
      }
      Long last = lastLine.get(progress.cell());
      if (last == null || since(last).compareTo(PLAIN_INTERVAL) > 0) {
        lastLine.put(progress.cell(), System.nanoTime());
        lines.println(plain(progress));
      }
    }
  }

  @Override
  public void ended(CellSpec spec, ExitCode code, Path log) {
    synchronized (lines) {
      String id = spec.cell().id();
      Progress last = running.remove(id);
      ended++;
      String reward =
          last == null || Double.isNaN(last.episodeReturn())
              ? ""
              : String.format(Locale.ROOT, ", last return %.1f", last.episodeReturn());
      switch (code) {
        case SUCCESS -> {
          long start = startedAt.getOrDefault(id, System.nanoTime());
          String time = ProgressLine.clock(since(start).toMillis() / 1e3);
          lines.println(id + ": finished in " + time + reward);
        }
        case INTERRUPTED -> lines.println(id + ": interrupted, resumable" + reward);
        default -> lines.complain(id + ": failed; details in " + log + reward);
      }
    }
  }

  @Override
  public void leftAlone(CellSpec spec, ExitCode code, String line) {
    synchronized (lines) {
      running.remove(spec.cell().id()); // it may have begun before another was found to have it
      ended++;
      if (code == ExitCode.SUCCESS) {
        lines.println(line);
      } else {
        lines.complain(line);
      }
    }
  }

  @Override
  public void trouble(String line) {
    lines.complain(line);
  }

  /** All cells together, then those that run. */
  private List<String> drawn(int columns) {
    synchronized (lines) {
      List<String> drawn = new ArrayList<>();
      double done = ended + running.values().stream().mapToDouble(Progress::fractionDone).sum();
      String time = ProgressLine.time(secondsLeft(done / cells), since(begun));
      String waiting = waiting() > 0 ? "about " : "";
      drawn.add(
          ProgressLine.bar(
              columns,
              time.endsWith("left") ? waiting + time : time,
              done / cells,
              "%d of %d cells done".formatted(ended, cells)));
      for (Progress progress : running.values().stream().limit(CELLS_SHOWN).toList()) {
        drawn.add(ProgressLine.fitting(columns, ", ", parts(progress, running.size() > 1)));
      }
      if (running.size() > CELLS_SHOWN) {
        int more = running.size() - CELLS_SHOWN;
        drawn.add(ProgressLine.fitting(columns, "", List.of("and " + more + " cells more")));
      }
      return drawn;
    }
  }

  private int waiting() {
    return cells - ended - running.size();
  }

  /** As the cells that run say; as long as others wait, as if all took equally long. */
  private double secondsLeft(double done) {
    if (waiting() == 0) {
      return running.values().stream().mapToDouble(Progress::secondsLeft).max().orElse(0);
    }
    return done < 0.02 ? Double.NaN : since(begun).toMillis() / 1e3 * (1 - done) / done;
  }

  /** From what has to be known to what may be left out. */
  private static List<String> parts(Progress progress, boolean withTime) {
    List<String> parts = new ArrayList<>();
    parts.add(
        withTime && !Double.isNaN(progress.secondsLeft())
            ? ProgressLine.clock(progress.secondsLeft()) + " left  " + progress.cell()
            : progress.cell());
    parts.add(progress.doing());
    parts.add("episode %d/%d".formatted(progress.episode(), progress.episodes()));
    if (progress.updateSteps() > 0) {
      parts.add("update %d/%d".formatted(progress.updateStep(), progress.updateSteps()));
    }
    if (!Double.isNaN(progress.episodeReturn())) {
      parts.add(String.format(Locale.ROOT, "return %.1f", progress.episodeReturn()));
    }
    if (!Double.isNaN(progress.loss())) {
      parts.add(
          String.format(Locale.ROOT, "loss %.1f, KL %.2f", progress.loss(), progress.divergence()));
    }
    return parts;
  }

  private static String plain(Progress progress) {
    List<String> parts = parts(progress, false);
    String left =
        Double.isNaN(progress.secondsLeft())
            ? ""
            : ", " + ProgressLine.clock(progress.secondsLeft()) + " left";
    return parts.getFirst() + ": " + String.join(", ", parts.subList(1, parts.size())) + left;
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  @Override
  public void close() {
    lines.clear();
  }
}
