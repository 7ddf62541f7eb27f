package org.planetbench.harness.experiment;

import java.util.LinkedHashMap;
import java.util.Map;

/** Schedules for tests. */
public final class TestSchedules {
  private TestSchedules() {}

  /** All counts, in the order of {@link Schedule#SETTINGS}. */
  public static Schedule of(int... counts) {
    Map<String, String> byKey = new LinkedHashMap<>();
    for (int i = 0; i < counts.length; i++) {
      byKey.put(Schedule.SETTINGS.get(i).key(), Integer.toString(counts[i]));
    }
    return Schedule.of(byKey);
  }
}
