package org.planetbench.harness.study;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.planetbench.results.stats.Sample;

/** One number a seed: what is compared seed by seed is computed of these. */
record BySeed(SortedMap<Long, Double> numbers) {
  BySeed {
    numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
  }

  long count() {
    return numbers.size();
  }

  /** Without the numbers that are not finite then. */
  BySeed each(DoubleUnaryOperator change) {
    SortedMap<Long, Double> changed = new TreeMap<>();
    for (Map.Entry<Long, Double> entry : numbers.entrySet()) {
      double number = change.applyAsDouble(entry.getValue());
      if (Double.isFinite(number)) {
        changed.put(entry.getKey(), number);
      }
    }
    return new BySeed(changed);
  }

  /** Of the seeds that both have. */
  BySeed less(BySeed other) {
    SortedMap<Long, Double> differences = new TreeMap<>(numbers);
    differences.keySet().retainAll(other.numbers.keySet());
    other.numbers.forEach(
        (seed, number) -> differences.computeIfPresent(seed, (same, ours) -> ours - number));
    return new BySeed(differences);
  }

  /** Over the seeds; empty without one. */
  Optional<Sample> sample() {
    return numbers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Sample.of(numbers.values().stream().mapToDouble(Double::doubleValue).toArray()));
  }
}
