package org.planetbench.harness.rollout;

import java.util.Iterator;
import java.util.List;
import org.planetbench.suites.TimeStep;

/** The actions of a file, one after the other, whichever episode is played. */
final class RecordedPolicy implements Policy {
  private final Iterator<double[]> actions;

  RecordedPolicy(List<double[]> actions) {
    this.actions = actions.iterator();
  }

  @Override
  public void begin(int episode, TimeStep first) {}

  @Override
  public double[] act(TimeStep now) {
    return actions.next();
  }

  @Override
  public void close() {}
}
