package org.planetbench.harness.cli;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.planetbench.harness.rollout.RolloutRow;
import org.planetbench.harness.rollout.RolloutSink;
import org.planetbench.harness.rollout.RolloutSpec;

/**
 * Says on standard error how far a rollout is, a bar on a terminal, elsewhere a line in ten
 * seconds; and what each episode returned.
 */
final class RolloutProgress implements RolloutSink, AutoCloseable {
  private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final RolloutSpec spec;
  private final boolean terminal;
  private final ProgressBar bar;
  private long lastLine = System.nanoTime();
  private long environmentSteps;
  private int steps;
  private double episodeReturn;

  RolloutProgress(RolloutSpec spec, boolean terminal) {
    this.spec = spec;
    this.terminal = terminal;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(spec.task().id().id())
            .setInitialMax(spec.environmentSteps())
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(500)
            .setConsumer(
                terminal ? new ConsoleProgressBarConsumer(System.err) : new SilentConsumer())
            .build();
  }

  @Override
  public void row(RolloutRow row) {
    steps = row.step();
    if (row.step() == 0) {
      episodeReturn = 0;
      return;
    }
    environmentSteps++;
    episodeReturn += row.timeStep().reward();
    bar.stepTo(environmentSteps);
    if (steps == spec.episodeSteps() || environmentSteps == spec.environmentSteps()) {
      String clear = terminal ? "\r\u001b[K" : "";
      System.err.println(clear + episode(row) + " environment steps, return " + returned());
    } else if (!terminal && System.nanoTime() - lastLine > PLAIN_INTERVAL_NANOS) {
      lastLine = System.nanoTime();
      System.err.println(
          episode(row) + " of " + spec.episodeSteps() + " environment steps, so far " + returned());
    }
  }

  private static String episode(RolloutRow row) {
    return "episode " + row.episode() + ": " + row.step();
  }

  private String returned() {
    return String.format(Locale.ROOT, "%.1f", episodeReturn);
  }

  @Override
  public void close() {
    bar.close();
  }
}
