package org.planetbench.results;

/** A row of {@code latency.csv}: where the time of one decision went, in milliseconds. */
public record LatencyRow(
    String phase,
    int episode,
    long agentStep,
    double encodeMs,
    double posteriorMs,
    double planMs,
    double environmentMs,
    double renderMs) {}
