package org.planetbench.suites.wrappers;

import java.util.Optional;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Camera;
import org.planetbench.suites.Environment;
import org.planetbench.suites.Observation;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.Simulator;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.TimeStep;

/** Repeats actions and adds a picture to each observation: one per agent step, after the repeat. */
public final class PixelObservations implements Environment {
  private final SuiteEnvironment environment;
  private final ActionRepeat repeated;
  private final Camera camera;
  private long lastRenderNanos;

  /** Takes the environment over: closing this closes it, and so does a failure to open a camera. */
  public PixelObservations(
      SuiteEnvironment environment,
      int actionRepeat,
      int height,
      int width,
      RenderQuality quality) {
    this.environment = environment;
    try {
      repeated = new ActionRepeat(environment, actionRepeat);
      camera = environment.openCamera(height, width, quality);
    } catch (RuntimeException | Error e) {
      environment.close();
      throw e;
    }
  }

  public TaskInfo info() {
    return environment.info();
  }

  @Override
  public ActionSpec actionSpec() {
    return environment.actionSpec();
  }

  @Override
  public TimeStep reset(int seed) {
    return withPicture(repeated.reset(seed));
  }

  @Override
  public TimeStep reset() {
    return withPicture(repeated.reset());
  }

  @Override
  public TimeStep step(double[] action) {
    return withPicture(repeated.step(action));
  }

  private TimeStep withPicture(TimeStep timeStep) {
    long start = System.nanoTime();
    Pixels picture = camera.picture();
    lastRenderNanos = System.nanoTime() - start;
    Observation seen = new Observation(timeStep.observation().state(), Optional.of(picture));
    return new TimeStep(timeStep.reward(), timeStep.last(), seen);
  }

  /** How many environment steps the last agent step took; 0 after a reset. */
  public int lastEnvironmentSteps() {
    return repeated.lastEnvironmentSteps();
  }

  /** The part of the last reset or agent step that was spent on its picture. */
  public long lastRenderNanos() {
    return lastRenderNanos;
  }

  /** Another camera of the same place, for a video at a size of its own. Close it before this. */
  public Camera openCamera(int height, int width, RenderQuality quality) {
    return environment.openCamera(height, width, quality);
  }

  /** Tries actions out, each repeated as this repeats them. Close it before this. */
  public Simulator openSimulator(int threads) {
    return environment.openSimulator(repeated.repeat(), threads);
  }

  @Override
  public void close() {
    try (environment) {
      camera.close();
    }
  }
}
