package org.planetbench.results.run.validation;

import java.util.Optional;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.Unit;
import org.planetbench.results.run.UpdateRow;

/** What any row may be asked. */
final class RowChecks {
  private RowChecks() {}

  static Optional<String> finite(String column, double value) {
    return Double.isFinite(value)
        ? Optional.empty()
        : Optional.of(column + ": expected a finite number, got " + value);
  }

  static Optional<String> within(String column, double lowest, double highest, double value) {
    return value >= lowest && value <= highest
        ? Optional.empty()
        : Optional.of(column + ": expected " + lowest + " to " + highest + ", got " + value);
  }

  /** From 0 up, and finite. */
  static Optional<String> notNegative(String column, double value) {
    return value >= 0 && value < Double.POSITIVE_INFINITY
        ? Optional.empty()
        : Optional.of(column + ": expected 0 or more, got " + value);
  }

  static Optional<String> equal(String column, Object expected, Object got) {
    return expected.equals(got)
        ? Optional.empty()
        : Optional.of(column + ": expected " + expected + ", got " + got);
  }

  /** The first problem. */
  @SafeVarargs
  static Optional<String> first(Optional<String>... problems) {
    for (Optional<String> problem : problems) {
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  static Optional<String> update(long row, UpdateRow value) {
    return first(
        equal("update_step", row + 1, value.updateStep()),
        whole(value),
        value.values().entrySet().stream()
            .flatMap(entry -> measured(entry.getKey(), entry.getValue()).stream())
            .findFirst(),
        notNegative("update_ms", value.updateMs()));
  }

  /** A certificate has the numbers of a row in their order, and not which columns they are of. */
  private static Optional<String> whole(UpdateRow row) {
    boolean acts = Metric.OF_ACTORS.stream().anyMatch(row.values()::containsKey);
    return Metric.OF_UPDATES.stream()
        .filter(metric -> !row.values().containsKey(metric))
        .filter(metric -> metric != Metric.OVERSHOOTING_LOSS) // younger than certificates
        .filter(metric -> acts || !Metric.OF_ACTORS.contains(metric))
        .map(metric -> metric.id() + ": expected a number, got none")
        .findFirst();
  }

  private static Optional<String> measured(Metric metric, double value) {
    return metric.unit() == Unit.SIZE
        ? notNegative(metric.id(), value)
        : finite(metric.id(), value);
  }
}
