package org.planetbench.suites.control;

import java.util.function.Function;
import java.util.function.Supplier;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.mujoco.MujocoModel;

/**
 * A task as its domain declares it.
 *
 * @param model compiles the model, a new one each time
 */
public record TaskDefinition(
    TaskInfo info, Supplier<MujocoModel> model, Function<Physics, Task> factory) {
  /** Loads the model; the caller closes the environment. */
  public ControlEnvironment load() {
    Physics physics = new Physics(model.get());
    try {
      return new ControlEnvironment(this, physics, factory.apply(physics));
    } catch (RuntimeException | Error e) {
      physics.close();
      throw e;
    }
  }
}
