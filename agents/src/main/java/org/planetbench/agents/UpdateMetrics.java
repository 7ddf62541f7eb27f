package org.planetbench.agents;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one update step measured.
 *
 * @param values in the order of {@link UpdateMetric}
 */
public record UpdateMetrics(Map<UpdateMetric, Double> values) {
  public UpdateMetrics {
    values = Collections.unmodifiableMap(new EnumMap<>(values));
  }

  /**
   * @throws IllegalArgumentException if it was not measured
   */
  public double get(UpdateMetric metric) {
    Double value = values.get(metric);
    if (value == null) {
      throw new IllegalArgumentException(metric + ": not measured, only " + values.keySet());
    }
    return value;
  }
}
