package org.planetbench.suites.control;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.mujoco.ModelXml;
import org.planetbench.suites.mujoco.MujocoModel;

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

  /** A task on the model file as it is. */
  public TaskDefinition task(
      String task, List<ObservationSpec> observations, Function<Physics, Task> factory) {
    return task(task, observations, () -> MujocoModel.ofDomain(name), factory);
  }

  /** A task on the edited model file. */
  public TaskDefinition task(
      String task,
      List<ObservationSpec> observations,
      Consumer<ModelXml> edit,
      Function<Physics, Task> factory) {
    return task(task, observations, () -> MujocoModel.ofDomain(name, edit), factory);
  }

  private TaskDefinition task(
      String task,
      List<ObservationSpec> observations,
      Supplier<MujocoModel> model,
      Function<Physics, Task> factory) {
    TaskInfo info =
        new TaskInfo(
            new TaskId(name + "_" + task),
            actions,
            environmentStepSeconds,
            physicsSteps,
            EPISODE_LENGTH,
            observations);
    return new TaskDefinition(info, model, factory);
  }
}
