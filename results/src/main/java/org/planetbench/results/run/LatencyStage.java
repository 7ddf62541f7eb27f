package org.planetbench.results.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Where the time of a decision goes. */
public enum LatencyStage {
  /** From picture to action, what a robot would wait for: encode + posterior + plan. */
  DECISION(Metric.PLANNING_LATENCY_MS),
  ENCODE(Metric.ENCODE_MS),
  POSTERIOR(Metric.POSTERIOR_MS),
  PLAN(Metric.PLAN_MS),
  ENVIRONMENT(Metric.ENVIRONMENT_MS),
  RENDER(Metric.RENDER_MS);

  private static final List<Statistic> PERCENTILES =
      List.of(Statistic.P50, Statistic.P95, Statistic.P99);

  private final Metric metric;

  LatencyStage(Metric metric) {
    this.metric = metric;
  }

  public Metric metric() {
    return metric;
  }

  /**
   * The times of the decisions that have this stage: in episodes that are played at random nothing
   * is planned, and no time is not a short time.
   */
  public double[] milliseconds(List<LatencyRow> rows) {
    return rows.stream().filter(this::has).mapToDouble(this::milliseconds).toArray();
  }

  boolean has(LatencyRow row) {
    return isSimulators() || row.planMs() > 0;
  }

  private boolean isSimulators() {
    return this == ENVIRONMENT || this == RENDER;
  }

  double milliseconds(LatencyRow row) {
    return switch (this) {
      case DECISION -> row.planningLatencyMs();
      case ENCODE -> row.encodeMs();
      case POSTERIOR -> row.posteriorMs();
      case PLAN -> row.planMs();
      case ENVIRONMENT -> row.environmentMs();
      case RENDER -> row.renderMs();
    };
  }

  /**
   * The percentiles of a run, as its record has them: {@code planning_latency_ms_p50} and so on,
   * after the {@code control_period_ms} that they compare with. A stage that the agent does not
   * have is not there.
   */
  public static SequencedMap<String, Double> summary(StageTimes all, double controlPeriodMs) {
    SequencedMap<String, Double> summary = new LinkedHashMap<>();
    summary.put("control_period_ms", controlPeriodMs);
    summary.putAll(percentiles(all));
    return summary;
  }

  /** The same without the period. */
  public static SequencedMap<String, Double> percentiles(StageTimes all) {
    SequencedMap<String, Double> percentiles = new LinkedHashMap<>();
    for (LatencyStage stage : values()) {
      double[] times = all.of(stage);
      for (Statistic percentile : times.length == 0 ? List.<Statistic>of() : PERCENTILES) {
        percentiles.put(stage.metric.id() + "_" + percentile.id(), percentile.of(times));
      }
    }
    return percentiles;
  }
}
