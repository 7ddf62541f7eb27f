package org.planetbench.harness.run;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;

/** What fake agents measure. */
final class TestUpdates {
  private TestUpdates() {}

  /**
   * @param values in the order of {@link UpdateMetric}
   */
  static UpdateMetrics of(double... values) {
    Map<UpdateMetric, Double> byMetric = new EnumMap<>(UpdateMetric.class);
    Iterator<Double> each = Arrays.stream(values).iterator();
    for (UpdateMetric metric : UpdateMetric.values()) {
      byMetric.put(metric, each.next());
    }
    return new UpdateMetrics(byMetric);
  }
}
