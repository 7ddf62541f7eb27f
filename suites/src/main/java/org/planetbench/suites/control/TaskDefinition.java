package org.planetbench.suites.control;

import java.util.function.Function;
import org.planetbench.suites.TaskInfo;

/** A task as its domain declares it. */
public record TaskDefinition(TaskInfo info, String domain, Function<Physics, Task> factory) {
  /** Loads the model; the caller closes the environment. */
  public ControlEnvironment load() {
    Physics physics = new Physics(domain);
    try {
      return new ControlEnvironment(this, physics, factory.apply(physics));
    } catch (RuntimeException e) {
      physics.close();
      throw e;
    }
  }
}
