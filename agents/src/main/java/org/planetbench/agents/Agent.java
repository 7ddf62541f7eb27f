package org.planetbench.agents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.planetbench.suites.Pixels;
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
   *     whether the episode enters the replay: evaluation and held-out episodes do not
   * @param episode number of the episode within its phase, from 0; names the random streams
   */
  void begin(Phase phase, int episode, TimeStep first);

  /** The next action, from all that was observed since {@link #begin}. */
  Decision act();

  /**
   * What followed: the decided action and the time step it led to. The action is whole, also where
   * the task being played has fewer actuators than the agent's box: it was cut on its way into the
   * environment only.
   */
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

  /**
   * Whether decisions may be left out where the decided actions are known: {@link #observe} without
   * {@link #act} then leaves the agent as if it had decided. For agents that take long to decide:
   * an interrupted episode goes on from its recorded actions.
   */
  default boolean resumesWithinEpisodes() {
    return false;
  }

  /** What the reader of a run should know about how it learned; one line each. */
  default List<String> warnings() {
    return List.of();
  }

  /**
   * What the agent's model expects to see, once it has seen the first pictures of an episode and is
   * told only the actions of the rest.
   *
   * @param frames of an episode from its reset on
   * @param actions the i-th led from frame i to frame i + 1; at least one fewer than frames
   * @param context how many frames the model sees, at least 1
   * @return empty for an agent without a model that predicts pictures
   */
  default Optional<OpenLoop> openLoop(List<Pixels> frames, List<double[]> actions, int context) {
    return Optional.empty();
  }

  /**
   * How far the model's open-loop predictions are from what happened: on the episode collected last
   * and on the held-out ones.
   *
   * @param episode number of the episode collected last; names the random streams
   * @param starts positions in each episode from which the model is left to itself
   * @return by data, then distance; empty for an agent without a model, and of data without an
   *     episode that is long enough
   */
  default List<PredictionError> diagnose(int episode, int starts) {
    return List.of();
  }

  /** From here on this witness is told what stands behind decisions and updates. */
  default void testifyTo(Witness witness) {}

  /**
   * All trained numbers by name, in a fixed order: live, to be read at once; none for an agent that
   * does not learn.
   */
  default SequencedMap<String, float[]> parameters() {
    return new LinkedHashMap<>();
  }

  @Override
  void close();
}
