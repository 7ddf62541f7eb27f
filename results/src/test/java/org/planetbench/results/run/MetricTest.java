package org.planetbench.results.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class MetricTest {
  @Test
  void makesColumnsKeysAndLabels() {
    assertEquals("episode_return", Metric.EPISODE_RETURN.id());
    assertEquals("eval/episode_return", Metric.EPISODE_RETURN.key(Section.EVAL));
    assertEquals(
        "latency/collect_planning_latency_ms_p95",
        Metric.PLANNING_LATENCY_MS.key(Section.LATENCY, "collect", Statistic.P95));
    assertEquals("planning latency [ms]", Metric.PLANNING_LATENCY_MS.label());
    assertEquals("wall clock [s]", Metric.WALL_CLOCK_S.label());
    assertEquals("divergence [nats]", Metric.DIVERGENCE.label());
    assertEquals("episode return", Metric.EPISODE_RETURN.label());
  }

  @Test
  void namesDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("tr")); // where "I" in lower case has no dot
      assertEquals("divergence", Metric.DIVERGENCE.id());
      assertEquals("image_loss", Metric.IMAGE_LOSS.id());
    } finally {
      Locale.setDefault(before);
    }
  }

  /** The oracle: numpy.percentile(x, q, method="inverted_cdf"), numpy 1.26. */
  @Test
  void percentilesAreNearestRank() {
    double[] values = {5, 1, 4, 2, 3};
    assertEquals(3, Statistic.P50.of(values));
    assertEquals(5, Statistic.P95.of(values));
    assertEquals(3, Statistic.MEAN.of(values));
    assertEquals(2, Statistic.P50.of(new double[] {4, 1, 2, 3}));
    double[] hundred = new double[100];
    for (int i = 0; i < 100; i++) {
      hundred[i] = 100 - i;
    }
    assertEquals(95, Statistic.P95.of(hundred));
    assertEquals(99, Statistic.P99.of(hundred));
    assertEquals(7, Statistic.P99.of(new double[] {7}));
    assertThrows(IllegalArgumentException.class, () -> Statistic.P50.of(new double[0]));
  }
}
