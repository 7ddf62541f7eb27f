package org.planetbench.results.mlflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.planetbench.results.run.EpisodeRow;

/**
 * When each row of a run happened. Times are a function of the committed rows before it and of
 * nothing else, so that a point sent again is the same point.
 */
final class EpisodeClock {
  private final List<EpisodeRow> rows;
  private final long[] timesMs;
  private final long startMs;
  private final Map<String, Integer> indices = new HashMap<>(); // looked up, never listed

  EpisodeClock(List<EpisodeRow> rows, long startMs) {
    this.rows = rows;
    this.startMs = startMs;
    this.timesMs = new long[rows.size()];
    long last = startMs;
    for (int i = 0; i < timesMs.length; i++) {
      EpisodeRow row = rows.get(i);
      // Strictly increasing: two episodes of one millisecond and one return are still two points.
      last = Math.max(last + 1, startMs + Math.round(row.wallClockS() * 1000));
      timesMs[i] = last;
      indices.put(key(row.phase(), row.episode()), i);
    }
  }

  /** The end of episode {@code index}, counted over all phases. */
  long timeMs(int index) {
    return timesMs[index];
  }

  Optional<Integer> index(String phase, int episode) {
    return Optional.ofNullable(indices.get(key(phase, episode)));
  }

  /**
   * When an update step happened: between the episodes around it, as if all took equally long.
   *
   * @return empty while the episode after it is not known
   */
  OptionalLong updateTimeMs(long updateStep) {
    int after = firstWithUpdates(updateStep);
    if (after == rows.size()) {
      return OptionalLong.empty();
    }
    long fromMs = after == 0 ? startMs : timesMs[after - 1];
    long from = after == 0 ? 0 : rows.get(after - 1).updateSteps();
    long to = rows.get(after).updateSteps();
    double fraction = (double) (updateStep - from) / (to - from);
    return OptionalLong.of(fromMs + (long) (fraction * (timesMs[after] - fromMs)));
  }

  /** The end of the last episode, or the start of the run. */
  long lastMs() {
    return timesMs.length == 0 ? startMs : timesMs[timesMs.length - 1];
  }

  /** The first episode that ended with at least this many updates; update steps never decrease. */
  private int firstWithUpdates(long updateStep) {
    int low = 0;
    int high = rows.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rows.get(middle).updateSteps() < updateStep) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static String key(String phase, int episode) {
    return phase + " " + episode;
  }
}
