package org.planetbench.harness.rollout;

import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.TimeStep;

/** Zeros: what the task does of itself. */
final class ZeroPolicy implements Policy {
  private final double[] zeros;

  ZeroPolicy(ActionSpec box) {
    zeros = new double[box.size()];
  }

  @Override
  public void begin(int episode, TimeStep first) {}

  @Override
  public double[] act(TimeStep now) {
    return zeros.clone();
  }

  @Override
  public void close() {}
}
