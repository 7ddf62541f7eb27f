package org.planetbench.harness.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.run.CellPool;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.Progress;

/**
 * Shows how far the cells are: one bar over all of them on a terminal, plain lines elsewhere (a
 * line when an episode ended, at most one in ten seconds for each cell).
 */
final class ProgressDisplay implements CellPool.Listener, AutoCloseable {
  private static final int PARTS_PER_CELL = 100;
  private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintStream out;
  private final boolean terminal;
  private final ProgressBar bar;
  private final Map<String, Progress> latest = new ConcurrentHashMap<>();
  private final Map<String, Long> lastLine = new ConcurrentHashMap<>();
  private final Map<String, Integer> parts = new ConcurrentHashMap<>();
  private final Map<String, Long> startedAt = new ConcurrentHashMap<>();

  ProgressDisplay(int cells, boolean terminal) {
    this(cells, terminal, System.out);
  }

  /** Shows it elsewhere than on standard output. */
  ProgressDisplay(int cells, boolean terminal, PrintStream out) {
    this.out = out;
    this.terminal = terminal;
    this.bar =
        new ProgressBarBuilder()
            .setInitialMax((long) cells * PARTS_PER_CELL)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(500)
            .setConsumer(
                terminal ? new ConsoleProgressBarConsumer(System.out) : new SilentConsumer())
            .hideEta()
            .build();
  }

  @Override
  public synchronized void started(CellSpec spec) {
    startedAt.put(spec.cell().id(), System.nanoTime());
    if (!terminal) {
      out.println(spec.cell().id() + ": started");
    }
  }

  @Override
  public synchronized void progress(Progress progress) {
    latest.put(progress.cell(), progress);
    parts.put(progress.cell(), (int) (PARTS_PER_CELL * progress.fractionDone()));
    bar.stepTo(parts.values().stream().mapToInt(Integer::intValue).sum());
    bar.setExtraMessage(
        latest.values().stream().map(ProgressDisplay::text).collect(Collectors.joining(" | ")));
    long now = System.nanoTime();
    Long last = lastLine.get(progress.cell());
    if (!terminal && (last == null || now - last > PLAIN_INTERVAL_NANOS)) {
      lastLine.put(progress.cell(), now);
      out.println(text(progress));
    }
  }

  @Override
  public synchronized void ended(CellSpec spec, ExitCode code, Path log) {
    String id = spec.cell().id();
    Progress last = latest.remove(id);
    parts.put(id, PARTS_PER_CELL);
    double seconds = (System.nanoTime() - startedAt.getOrDefault(id, System.nanoTime())) / 1e9;
    String how =
        switch (code) {
          case SUCCESS -> "finished in " + clock(seconds);
          case INTERRUPTED -> "interrupted, resumable";
          default -> "failed; details in " + log;
        };
    String reward =
        last == null || Double.isNaN(last.episodeReturn())
            ? ""
            : String.format(Locale.ROOT, ", last return %.1f", last.episodeReturn());
    printLine(id + ": " + how + reward);
  }

  @Override
  public synchronized void trouble(String line) {
    printLine(line);
  }

  /** Above the bar, where there is one. */
  private void printLine(String line) {
    if (terminal) {
      out.print("\r\u001b[K");
    }
    out.println(line);
  }

  private static String text(Progress progress) {
    StringBuilder text = new StringBuilder(progress.cell());
    text.append(
        String.format(
            Locale.ROOT,
            ": %s, episode %d/%d",
            progress.doing(),
            progress.episode(),
            progress.episodes()));
    if (progress.updateSteps() > 0) {
      text.append(
          String.format(
              Locale.ROOT, ", update %d/%d", progress.updateStep(), progress.updateSteps()));
    }
    if (!Double.isNaN(progress.episodeReturn())) {
      text.append(String.format(Locale.ROOT, ", return %.1f", progress.episodeReturn()));
    }
    if (!Double.isNaN(progress.loss())) {
      text.append(
          String.format(
              Locale.ROOT, ", loss %.1f, KL %.2f", progress.loss(), progress.divergence()));
    }
    if (!Double.isNaN(progress.secondsLeft())) {
      text.append(", ").append(clock(progress.secondsLeft())).append(" left");
    }
    return text.toString();
  }

  static String clock(double seconds) {
    long s = Math.round(seconds);
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }

  @Override
  public synchronized void close() {
    bar.setExtraMessage("");
    bar.close();
  }
}
