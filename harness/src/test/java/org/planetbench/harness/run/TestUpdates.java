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
   * @param values in the order of {@link UpdateMetric}, as many of the first as are measured
   */
  static UpdateMetrics of(double... values) {
    Map<UpdateMetric, Double> byMetric = new EnumMap<>(UpdateMetric.class);
    Iterator<UpdateMetric> metrics = Arrays.asList(UpdateMetric.values()).iterator();
    for (double value : values) {
      byMetric.put(metrics.next(), value);
    }
    return new UpdateMetrics(byMetric);
  }
}
