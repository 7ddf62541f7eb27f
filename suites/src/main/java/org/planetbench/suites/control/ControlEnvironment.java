package org.planetbench.suites.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Actions;
import org.planetbench.suites.Bookmark;
import org.planetbench.suites.Camera;
import org.planetbench.suites.Observation;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.Simulator;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.TimeStep;
import org.planetbench.suites.mujoco.MujocoData;

/** A task of the control suite on its simulation, in dm_control's order of things. */
public final class ControlEnvironment implements SuiteEnvironment {
  private final TaskDefinition definition;
  private final TaskInfo info;
  private final Physics physics;
  private final Task task;
  private @Nullable NumpyRandomState random;
  private long episode;
  private int environmentStep;
  private boolean running;

  /** A copy of the simulation, and where in which episode it was made. */
  private record Moment(
      ControlEnvironment environment, long episode, int environmentStep, MujocoData simulation)
      implements Bookmark {
    @Override
    public void close() {
      simulation.close();
    }
  }

  ControlEnvironment(TaskDefinition definition, Physics physics, Task task) {
    this.definition = definition;
    this.info = definition.info();
    this.physics = physics;
    this.task = task;
  }

  @Override
  public TaskInfo info() {
    return info;
  }

  @Override
  public ActionSpec actionSpec() {
    return info.actionSpec();
  }

  @Override
  public TimeStep reset(int seed) {
    random = new NumpyRandomState(seed);
    return reset();
  }

  @Override
  public TimeStep reset() {
    if (random == null) {
      throw new IllegalStateException(info.id() + ": the first reset needs a seed");
    }
    running = false;
    episode++;
    physics.reset();
    task.initializeEpisode(random);
    physics.forwardWithoutActuation();
    environmentStep = 0;
    running = true;
    return new TimeStep(0, false, observation());
  }

  /**
   * @throws PhysicsDivergedException if the engine warns
   */
  @Override
  public TimeStep step(double[] action) {
    requireRunning();
    Actions.check(action, actionSpec(), info.id());
    for (int i = 0; i < action.length; i++) {
      physics.controls().set(i, action[i]);
    }
    running = false; // stays so if the physics diverge
    environmentStep++;
    simulate();
    running = environmentStep < info.episodeLength();
    return new TimeStep(task.reward(), !running, observation());
  }

  private void requireRunning() {
    if (!running) {
      throw new IllegalStateException(info.id() + ": no episode is running; reset first");
    }
  }

  private void simulate() {
    try {
      physics.step(info.physicsSteps());
    } catch (PhysicsDivergedException e) {
      throw new PhysicsDivergedException(
          info.id() + ", environment step " + environmentStep + ": " + e.getMessage());
    }
  }

  private Observation observation() {
    Map<String, double[]> state = LinkedHashMap.newLinkedHashMap(info.observations().size());
    task.observe(state);
    return new Observation(state, Optional.empty());
  }

  @Override
  public double time() {
    return physics.time();
  }

  @Override
  public double[] positions() {
    return physics.positions().toArray();
  }

  @Override
  public double[] velocities() {
    return physics.velocities().toArray();
  }

  @Override
  public Bookmark bookmark() {
    requireRunning();
    return new Moment(this, episode, environmentStep, physics.copy());
  }

  /** The model's edits belong to an episode, not to the simulation's state: hence the check. */
  @Override
  public void returnTo(Bookmark bookmark) {
    if (!(bookmark instanceof Moment moment)
        || !moment.environment.equals(this)
        || moment.episode != episode) {
      throw new IllegalArgumentException(
          info.id() + ": expected a bookmark of this episode, got one of another");
    }
    physics.restore(moment.simulation);
    environmentStep = moment.environmentStep;
    running = true;
  }

  @Override
  public Camera openCamera(int height, int width, RenderQuality quality) {
    return physics.openCamera(height, width, quality);
  }

  @Override
  public Simulator openSimulator(int actionRepeat, int threads) {
    return new ControlSimulator(this, definition, actionRepeat, threads);
  }

  Physics physics() {
    return physics;
  }

  /**
   * Environment steps left of the running episode.
   *
   * @throws IllegalStateException if none is running
   */
  int environmentStepsLeft() {
    requireRunning();
    return info.episodeLength() - environmentStep;
  }

  @Override
  public void close() {
    physics.close();
  }
}
