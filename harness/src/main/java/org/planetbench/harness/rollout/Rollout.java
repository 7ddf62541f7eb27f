package org.planetbench.harness.rollout;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TimeStep;

/** Plays consecutive episodes of one environment. */
public final class Rollout {
  private Rollout() {}

  /**
   * Plays what the specification says and tells every sink of every moment.
   *
   * @throws org.planetbench.suites.control.PhysicsDivergedException if the engine warns; the sinks
   *     have had all moments before
   */
  public static void play(
      RolloutSpec spec, SuiteEnvironment environment, Policy policy, List<RolloutSink> sinks)
      throws IOException {
    long left = spec.environmentSteps();
    for (int episode = 0; episode < spec.episodes(); episode++) {
      TimeStep now = episode == 0 ? environment.reset(spec.seed()) : environment.reset();
      policy.begin(episode, now);
      tell(sinks, RolloutRow.of(episode, 0, environment, now, Optional.empty()));
      for (int step = 1; step <= spec.episodeSteps() && left > 0; step++) {
        double[] action = policy.act(now);
        now = environment.step(action);
        left--;
        tell(sinks, RolloutRow.of(episode, step, environment, now, Optional.of(action)));
      }
    }
  }

  private static void tell(List<RolloutSink> sinks, RolloutRow row) throws IOException {
    for (RolloutSink sink : sinks) {
      sink.row(row);
    }
  }
}
