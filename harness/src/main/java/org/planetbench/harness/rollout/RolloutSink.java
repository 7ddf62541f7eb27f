package org.planetbench.harness.rollout;

import java.io.IOException;

/** Gets every moment of a rollout in order, while the environment is there. */
public interface RolloutSink {
  void row(RolloutRow row) throws IOException;
}
