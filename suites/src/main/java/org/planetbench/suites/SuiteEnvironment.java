package org.planetbench.suites;

/** An environment of the registry: one that knows its task, shows its state and can be drawn. */
public interface SuiteEnvironment extends Environment {
  TaskInfo info();

  /** Simulated seconds since the episode began. */
  double time();

  /** Generalised positions: {@code qpos} of MuJoCo. A copy. */
  double[] positions();

  /** Generalised velocities: {@code qvel} of MuJoCo. A copy. */
  double[] velocities();

  /** This moment of the running episode. */
  Bookmark bookmark();

  /**
   * Goes back to a moment of this episode: what follows from equal actions is equal in every bit.
   *
   * @throws IllegalArgumentException if the bookmark is of another episode or environment
   */
  void returnTo(Bookmark bookmark);

  /**
   * A camera at the place that the pixel agents of the literature look from: camera 0 of the model.
   * Close it before this environment; use it on the same thread.
   */
  Camera openCamera(int height, int width, RenderQuality quality);

  /**
   * Copies of the simulation, to try actions out in. Close it before this environment; use it on
   * the same thread.
   *
   * @param actionRepeat environment steps of one action
   * @param threads that simulate; no bit depends on their number
   */
  Simulator openSimulator(int actionRepeat, int threads);
}
