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

  /**
   * @param updateStep that they are of
   * @throws ModelDivergedException if one is no finite number
   */
  public void requireFinite(long updateStep) {
    if (!values.values().stream().allMatch(Double::isFinite)) {
      throw new ModelDivergedException(
          "update %d: expected a finite loss and gradient, got %s; the model has diverged (a lower learning_rate or gradient_clip may help)"
              .formatted(updateStep, values));
    }
  }
}
