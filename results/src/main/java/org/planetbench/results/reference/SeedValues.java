package org.planetbench.results.reference;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The column {@code seed_values}: {@code 1=120.3;2=118.4}, by seed, each value with every bit. */
final class SeedValues {
  private SeedValues() {}

  static String text(Map<Long, Double> values) {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(";"));
  }

  /**
   * @throws IllegalArgumentException naming what is not seed=value, or twice there
   */
  static SortedMap<Long, Double> parse(String text) {
    SortedMap<Long, Double> values = new TreeMap<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split(";", -1)) {
      int equals = pair.indexOf('=');
      try {
        long seed = Long.parseLong(pair.substring(0, Math.max(0, equals)));
        double value = Double.parseDouble(pair.substring(equals + 1));
        if (!Double.isFinite(value) || values.put(seed, value) != null) {
          throw new NumberFormatException(pair);
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "seed_values: expected seed=value, each seed once, got '" + pair + "'", e);
      }
    }
    return values;
  }
}
