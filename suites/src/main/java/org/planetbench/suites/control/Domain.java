package org.planetbench.suites.control;

import java.util.List;
import java.util.function.Function;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;

/**
 * What the tasks of a domain share. Every episode of the suite has 1000 environment steps.
 *
 * @param name also the model file's
 * @param actions numbers in an action
 * @param environmentStepSeconds dm_control's control time step
 * @param physicsSteps per environment step
 */
public record Domain(String name, int actions, double environmentStepSeconds, int physicsSteps) {
  private static final int EPISODE_LENGTH = 1000;

  public TaskDefinition task(
      String task, List<ObservationSpec> observations, Function<Physics, Task> factory) {
    TaskInfo info =
        new TaskInfo(
            new TaskId(name + "_" + task),
            actions,
            environmentStepSeconds,
            physicsSteps,
            EPISODE_LENGTH,
            observations);
    return new TaskDefinition(info, name, factory);
  }
}
