package org.planetbench.suites.control;

import org.planetbench.suites.Camera;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.mujoco.MujocoData;
import org.planetbench.suites.mujoco.MujocoModel;
import org.planetbench.suites.mujoco.NativeArray;
import org.planetbench.suites.mujoco.OffscreenRenderer;

/**
 * A model and its simulation, stepped in dm_control's order. Quantities are asked for by MuJoCo's
 * name of the array and the model's name of the element, once; the views stay valid until this is
 * closed.
 */
public final class Physics implements AutoCloseable {
  private static final int PIXEL_CAMERA = 0;

  private final MujocoModel model;
  private final MujocoData data;
  private final NativeArray positions;
  private final NativeArray velocities;
  private final NativeArray controls;

  /** Takes the model over: {@link #close} closes it too, and so does a failure to simulate it. */
  public Physics(MujocoModel model) {
    this.model = model;
    try {
      data = new MujocoData(model);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
    positions = data.array("qpos");
    velocities = data.array("qvel");
    controls = data.array("ctrl");
  }

  public MujocoModel model() {
    return model;
  }

  /** A quantity of the simulation: {@code data("xmat", "torso")}. */
  public NativeArray data(String array, String element) {
    return data.row(array, element);
  }

  /** Where a joint is: its part of {@code qpos}. */
  public NativeArray position(String joint) {
    return data.row("qpos", joint);
  }

  /** How fast a joint moves: its part of {@code qvel}. */
  public NativeArray velocity(String joint) {
    return data.row("qvel", joint);
  }

  public NativeArray sensor(String name) {
    return data.row("sensordata", name);
  }

  /** A body's frame matrix; see {@link Frame} for the order of its nine numbers. */
  public NativeArray frame(String body) {
    return data.row("xmat", body);
  }

  /** The frame matrices of all bodies, the world first: [bodies, 9]. */
  public NativeArray frames() {
    return data.array("xmat");
  }

  /** Generalised positions, {@code qpos}. */
  public NativeArray positions() {
    return positions;
  }

  /** Generalised velocities, {@code qvel}. */
  public NativeArray velocities() {
    return velocities;
  }

  /** The controls, {@code ctrl}, as the agent gave them: the engine clips a copy. */
  public NativeArray controls() {
    return controls;
  }

  public double time() {
    return data.time();
  }

  public void setTime(double seconds) {
    data.setTime(seconds);
  }

  public boolean inContact() {
    return data.contacts() > 0;
  }

  /** The default pose at rest. Edits of the model stay. */
  public void reset() {
    data.reset();
    forwardWithoutActuation();
  }

  /** Brings everything that follows from positions and velocities up to date. */
  public void forwardWithoutActuation() {
    model.setActuation(false);
    try {
      data.forward();
    } finally {
      model.setActuation(true);
    }
  }

  /**
   * Simulates {@code count} physics steps.
   *
   * <p>Each mj_step is mj_step1, for what follows from positions and velocities, then mj_step2, for
   * accelerations and the new state. A reward needs the first half for the new state. So a step of
   * ours leaves mj_step1 done at its end, and begins with the mj_step2 that goes with it. A
   * Runge-Kutta step has no such halves: it is done whole, and one mj_step1 follows.
   *
   * @throws PhysicsDivergedException if the engine warns: of a state that is no number, whereupon
   *     it has reset the simulation, or of such controls, which it has set to zero
   */
  public void step(int count) {
    int warnings = data.warnings();
    int whole = count;
    if (!model.usesRungeKutta()) {
      data.step2();
      whole--;
    }
    for (int i = 0; i < whole; i++) {
      data.step();
    }
    data.step1();
    if (data.warnings() > warnings) {
      throw new PhysicsDivergedException(
          "the simulation of " + model + " diverged: " + data.describeWarnings());
    }
  }

  /** Another simulation of the same model, for the thread that calls this. Close it before this. */
  Physics onThisThread() {
    return new Physics(model.onThisThread());
  }

  /** Goes to where another simulation of the same model is, which must be at rest meanwhile. */
  void copyFrom(Physics other) {
    data.copyFrom(other.data);
  }

  /** A copy of the simulation's state; the caller closes it. */
  MujocoData copy() {
    MujocoData copy = new MujocoData(model);
    try {
      copy.copyFrom(data);
      return copy;
    } catch (RuntimeException | Error e) {
      copy.close();
      throw e;
    }
  }

  /** Goes back to a state that {@link #copy} has kept. */
  void restore(MujocoData copy) {
    data.copyFrom(copy);
  }

  /** Camera 0, as pixel agents see the suite. Close it before this. */
  public Camera openCamera(int height, int width, RenderQuality quality) {
    return OffscreenRenderer.open(data, PIXEL_CAMERA, height, width, quality);
  }

  @Override
  public void close() {
    try (model) {
      data.close();
    }
  }
}
