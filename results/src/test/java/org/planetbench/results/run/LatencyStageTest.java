package org.planetbench.results.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyStageTest {
  private static final LatencyRow RANDOM = new LatencyRow("seed", 0, 0, 0, 0, 0, 5, 6);

  /** Three planned decisions: p50 is the second, p95 and p99 the third. */
  @Test
  void aRandomEpisodeIsNoFastDecision() {
    Map<String, Double> summary =
        LatencyStage.summary(
            Runs.times(
                RANDOM,
                RANDOM,
                Runs.decision("collect", 0, 0, 3),
                Runs.decision("collect", 0, 1, 1),
                Runs.decision("evaluate", 0, 0, 2)),
            40);
    assertEquals(1 + 6 * 3, summary.size());
    assertEquals(40, summary.get("control_period_ms"));
    assertEquals(2.75, summary.get("planning_latency_ms_p50"));
    assertEquals(3.75, summary.get("planning_latency_ms_p95"));
    assertEquals(3, summary.get("plan_ms_p99"));
    assertEquals(0.5, summary.get("encode_ms_p50"));
    assertEquals(0.25, summary.get("posterior_ms_p50"));
    assertEquals(0.125, summary.get("environment_ms_p50"));
    assertEquals(5, summary.get("environment_ms_p95"));
    assertEquals(6, summary.get("render_ms_p99"));
  }

  @Test
  void whoPlansNothingHasTheSimulatorsPartOnly() {
    assertEquals(
        List.of(
            "control_period_ms",
            "environment_ms_p50",
            "environment_ms_p95",
            "environment_ms_p99",
            "render_ms_p50",
            "render_ms_p95",
            "render_ms_p99"),
        List.copyOf(LatencyStage.summary(Runs.times(RANDOM), 80).keySet()));
  }
}
