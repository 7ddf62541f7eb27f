package org.planetbench.suites;

import java.util.List;

/**
 * What the registry says about a task without loading it.
 *
 * @param actions numbers in an action, each within [-1, 1]
 * @param environmentStepSeconds simulated seconds per environment step
 * @param physicsSteps physics steps per environment step
 * @param episodeLength environment steps per episode
 * @param observations the entries of {@link Observation#state}, in order
 */
public record TaskInfo(
    TaskId id,
    int actions,
    double environmentStepSeconds,
    int physicsSteps,
    int episodeLength,
    List<ObservationSpec> observations) {
  public TaskInfo {
    if (actions < 1 || physicsSteps < 1 || episodeLength < 1) {
      throw new IllegalArgumentException(
          "task %s: expected positive actions, physics steps and episode length, got %d, %d and %d"
              .formatted(id, actions, physicsSteps, episodeLength));
    }
    if (!(environmentStepSeconds > 0)) {
      throw new IllegalArgumentException(
          "task " + id + ": expected positive seconds, got " + environmentStepSeconds);
    }
    observations = List.copyOf(observations);
  }

  public ActionSpec actionSpec() {
    return new ActionSpec(actions, -1, 1);
  }

  /** Simulated seconds per episode. */
  public double timeLimitSeconds() {
    return environmentStepSeconds * episodeLength;
  }
}
