package org.planetbench.results.run.certificate;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.Rows;

/**
 * How far apart runs are that need not be equal bit for bit. Numbers are compared in pairs, of the
 * same episode or the same update step; a difference is relative to the greater of the two, but to
 * no less than 1.
 *
 * @param tolerance up to which a difference counts as none
 * @param returns of all episodes
 * @param losses of all updates
 */
public record Distance(double tolerance, Part returns, Part losses) {
  /** Rounding that grows over the first updates stays below it; a changed constant does not. */
  public static final double TOLERANCE = 0.01;

  /**
   * One quantity.
   *
   * @param compared pairs
   * @param largest relative difference; 0 for none
   * @param firstOutside position of the first pair outside the tolerance, in the order of the run
   */
  public record Part(long compared, double largest, Optional<String> firstOutside) {}

  public boolean within() {
    return returns.firstOutside.isEmpty() && losses.firstOutside.isEmpty();
  }

  /** Holds a number for each episode and update of one of them, a row of the other. */
  public static Distance of(RunRows one, RunRows other, double tolerance) throws IOException {
    return new Distance(
        tolerance,
        part(
            one.episodes(),
            other.episodes(),
            RowContent::position,
            EpisodeRow::episodeReturn,
            tolerance),
        part(
            one.updates(),
            other.updates(),
            RowContent::position,
            row -> row.get(Metric.LOSS),
            tolerance));
  }

  private static <T> Part part(
      Rows<T> rows,
      Rows<T> others,
      Function<T, String> position,
      ToDoubleFunction<T> number,
      double tolerance)
      throws IOException {
    Map<String, Double> beside = new HashMap<>();
    others.forEach(row -> beside.put(position.apply(row), number.applyAsDouble(row)));
    long compared = 0;
    double largest = 0;
    Optional<String> firstOutside = Optional.empty();
    try (Rows.Cursor<T> cursor = rows.open()) {
      for (Optional<T> row = cursor.next(); row.isPresent(); row = cursor.next()) {
        Double other = beside.get(position.apply(row.get()));
        if (other != null) {
          compared++;
          double difference = relative(number.applyAsDouble(row.get()), other);
          largest = Math.max(largest, difference);
          if (firstOutside.isEmpty() && difference > tolerance) {
            firstOutside = Optional.of(position.apply(row.get()));
          }
        }
      }
    }
    return new Part(compared, largest, firstOutside);
  }

  /** Infinite where only one is a number. */
  private static double relative(double a, double b) {
    if (Double.compare(a, b) == 0) {
      return 0;
    }
    double difference = Math.abs(a - b) / Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }
}
