package org.planetbench.results.run;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A row of {@code updates.csv}: what one update step measured.
 *
 * @param values of those of {@link Metric#OF_UPDATES} that were measured, in their order
 */
public record UpdateRow(long updateStep, Map<Metric, Double> values, double updateMs) {
  public UpdateRow {
    values = Collections.unmodifiableMap(new EnumMap<>(values));
  }

  /** NaN if it was not measured. */
  public double get(Metric metric) {
    return values.getOrDefault(metric, Double.NaN);
  }
}
