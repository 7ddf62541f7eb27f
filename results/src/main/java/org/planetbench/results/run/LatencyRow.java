package org.planetbench.results.run;

/** A row of {@code latency.csv}: where the time of one decision went, in milliseconds. */
public record LatencyRow(
    String phase,
    int episode,
    long agentStep,
    double encodeMs,
    double posteriorMs,
    double planMs,
    double environmentMs,
    double renderMs) {
  public LatencyRow {
    EpisodeRow.requirePhase(phase);
    if (episode < 0 || agentStep < 0) {
      throw new IllegalArgumentException("expected counts of 0 or more, got a negative one");
    }
  }

  /** From picture to action. */
  public double planningLatencyMs() {
    return encodeMs + posteriorMs + planMs;
  }
}
