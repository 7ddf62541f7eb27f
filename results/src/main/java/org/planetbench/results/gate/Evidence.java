package org.planetbench.results.gate;

import org.planetbench.results.stats.Interval;
import org.planetbench.results.table.Numbers;

/**
 * What a verdict rests on.
 *
 * @param unit of reference, measured and difference
 * @param differenceUnit of the three that follow from both: {@code unit}, or {@code %}
 * @param estimate measured minus reference, or by how many percent measured is more
 * @param difference in which the true difference lies
 * @param test by which {@code statistic} and {@code pValue} came about
 * @param pValue of no difference, before the correction for the number of comparisons
 * @param alpha that {@code pValue} was held against, after it
 * @param referenceCount samples behind the reference: seeds, or processes of a measurement
 * @param measuredCount likewise
 * @param detectable the smallest difference in the bad direction that would probably have been
 *     detected with this spread and so many samples
 */
public record Evidence(
    String unit,
    double reference,
    double measured,
    String differenceUnit,
    double estimate,
    Interval difference,
    String test,
    double statistic,
    double pValue,
    double alpha,
    int referenceCount,
    int measuredCount,
    double detectable) {

  /** {@code -12.3 [-20, -4.5]}: the difference, and in brackets where the true one lies. */
  String differenceInWords() {
    return "%s [%s, %s]%s"
        .formatted(signed(estimate), signed(difference.low()), signed(difference.high()), sign());
  }

  /** The smallest difference that would probably have been seen. */
  String detectableInWords() {
    return Numbers.significant(detectable) + sign();
  }

  private String sign() {
    return differenceUnit.equals("%") ? " %" : "";
  }

  private static String signed(double number) {
    return (number > 0 ? "+" : "") + Numbers.significant(number);
  }
}
