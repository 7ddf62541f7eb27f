package org.planetbench.harness.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.planetbench.harness.rollout.RolloutRow;
import org.planetbench.harness.rollout.RolloutSink;
import org.planetbench.harness.rollout.RolloutSpec;

/**
 * Says how far a rollout is, in a line that changes on a terminal, elsewhere in a line in ten
 * seconds; and what each episode returned.
 */
final class RolloutProgress implements RolloutSink, AutoCloseable {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(10);

  private final RolloutSpec spec;
  private final StatusLines lines;
  private final long begun = System.nanoTime();
  private long lastLine = begun;
  private long environmentSteps;
  private double episodeReturn;

  RolloutProgress(RolloutSpec spec, StatusLines lines) {
    this.spec = spec;
    this.lines = lines;
  }

  @Override
  public void row(RolloutRow row) throws IOException {
    if (row.step() == 0) {
      episodeReturn = 0;
      return;
    }
    environmentSteps++;
    episodeReturn += row.timeStep().reward();
    if (row.step() == spec.episodeSteps() || environmentSteps == spec.environmentSteps()) {
      lines.println(episode(row) + " environment steps, return " + returned());
    } else if (lines.isTerminal()) {
      lines.show(columns -> List.of(drawn(columns, row)));
    } else if (since(lastLine).compareTo(PLAIN_INTERVAL) > 0) {
      lastLine = System.nanoTime();
      lines.println(
          episode(row) + " of " + spec.episodeSteps() + " environment steps, so far " + returned());
    }
  }

  private String drawn(int columns, RolloutRow row) {
    double done = (double) environmentSteps / spec.environmentSteps();
    double left = since(begun).toMillis() / 1e3 * (1 - done) / done;
    String what = "%s, episode %d".formatted(spec.task().id(), row.episode());
    return ProgressLine.bar(columns, ProgressLine.time(left, since(begun)), done, what);
  }

  private static String episode(RolloutRow row) {
    return "episode " + row.episode() + ": " + row.step();
  }

  private String returned() {
    return String.format(Locale.ROOT, "%.1f", episodeReturn);
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  @Override
  public void close() {
    lines.close();
  }
}
