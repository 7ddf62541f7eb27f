package org.planetbench.results.mlflow;

/**
 * One value of a metric. Equal points are one point to the server, so they may be sent twice.
 *
 * @param step the chart's x axis: environment steps, or the update step for what an update measured
 */
record Point(String key, double value, long timestampMs, long step) {}
