package org.planetbench.agents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.planetbench.suites.TimeStep;

/**
 * What acts in an environment and learns from it. The loop calls {@link #begin}, then {@link #act}
 * and {@link #observe} in turn until the last time step; between episodes it may call {@link
 * #learn}, {@link #save} and {@link #load}.
 *
 * <p>All randomness comes from {@link RandomStreams} by purpose and index (episode number, update
 * step), so that an agent restored by {@link #load} between two episodes goes on with the very bits
 * it would have had.
 */
public interface Agent extends AutoCloseable {
  /**
   * Starts an episode and forgets the belief.
   *
   * @param phase decides what acts (random, planner with exploration noise, planner alone) and
   *     whether the episode enters the replay: evaluation does not
   * @param episode number of the episode within its phase, from 0; names the random streams
   */
  void begin(Phase phase, int episode, TimeStep first);

  /** The next action, from all that was observed since {@link #begin}. */
  Decision act();

  /** What followed: the executed action and the time step it led to. */
  void observe(double[] action, TimeStep next);

  /**
   * One update step from replay.
   *
   * @param updateStep number of the update, from 1; names the random streams
   * @return empty for an agent that does not learn
   */
  Optional<UpdateMetrics> learn(long updateStep);

  /** Writes all that {@link #load} needs, as new files in an existing, empty directory. */
  void save(Path directory) throws IOException;

  /** Restores what {@link #save} wrote. */
  void load(Path directory) throws IOException;

  @Override
  void close();
}
