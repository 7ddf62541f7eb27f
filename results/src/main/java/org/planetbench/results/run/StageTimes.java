package org.planetbench.results.run;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The times of many decisions, by stage: a long run has too many rows to hold them. */
public final class StageTimes {
  private final Map<LatencyStage, Numbers> times = new EnumMap<>(LatencyStage.class);

  public void add(LatencyRow row) {
    for (LatencyStage stage : LatencyStage.values()) {
      if (stage.has(row)) {
        times.computeIfAbsent(stage, _ -> new Numbers()).add(stage.milliseconds(row));
      }
    }
  }

  /** In the order of the rows, of those that have this stage. */
  public double[] of(LatencyStage stage) {
    Numbers found = times.get(stage);
    return found == null ? new double[0] : Arrays.copyOf(found.values, found.count);
  }

  private static final class Numbers {
    private double[] values = new double[64];
    private int count;

    void add(double value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, count + count / 2);
      }
      values[count++] = value;
    }
  }
}
