package org.planetbench.harness.run;

import java.util.EnumMap;
import java.util.Map;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;

/** What fake agents measure. */
final class TestUpdates {
  private TestUpdates() {}

  /**
   * @param values in the order of {@link UpdateMetric}, as many of the first as are measured
   */
  static UpdateMetrics of(double... values) {
    Map<UpdateMetric, Double> byMetric = new EnumMap<>(UpdateMetric.class);
    for (int i = 0; i < values.length; i++) {
      byMetric.put(UpdateMetric.values()[i], values[i]);
    }
    return new UpdateMetrics(byMetric);
  }
}
