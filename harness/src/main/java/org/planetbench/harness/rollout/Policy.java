package org.planetbench.harness.rollout;

import org.planetbench.suites.TimeStep;

/** What chooses the action of each environment step. */
public interface Policy extends AutoCloseable {
  /** An episode begins, numbered from 0. */
  void begin(int episode, TimeStep first);

  /** The action of the next environment step, given where the last one led. */
  double[] act(TimeStep now);

  @Override
  void close();
}
