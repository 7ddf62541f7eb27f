package org.planetbench.suites.dummy;

import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Bookmark;
import org.planetbench.suites.Camera;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.Simulator;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.TimeStep;

/** Counts until it fails at a chosen stage, always at the same point. */
public final class FailingEnvironment implements SuiteEnvironment {
  private static final int FAILING_CALL = 5;

  /** What fails. */
  public enum Stage {
    /** The first reset. */
    RESET,
    /** The fifth environment step. */
    STEP,
    /** The fifth picture of a camera. */
    RENDER
  }

  /** What a failing environment throws. */
  public static final class DeliberateFailure extends RuntimeException {
    private DeliberateFailure(TaskInfo info, String what) {
      super(info.id() + " fails on purpose: " + what);
    }
  }

  private final CountingEnvironment counting;
  private final Stage stage;
  private int environmentSteps;

  public FailingEnvironment(TaskInfo info, Stage stage) {
    this.counting = new CountingEnvironment(info);
    this.stage = stage;
  }

  @Override
  public TaskInfo info() {
    return counting.info();
  }

  @Override
  public ActionSpec actionSpec() {
    return counting.actionSpec();
  }

  @Override
  public TimeStep reset(int seed) {
    failIfReset();
    return counting.reset(seed);
  }

  @Override
  public TimeStep reset() {
    failIfReset();
    return counting.reset();
  }

  private void failIfReset() {
    if (stage == Stage.RESET) {
      throw new DeliberateFailure(info(), "the first reset");
    }
  }

  @Override
  public TimeStep step(double[] action) {
    environmentSteps++;
    if (stage == Stage.STEP && environmentSteps == FAILING_CALL) {
      throw new DeliberateFailure(info(), "environment step " + FAILING_CALL);
    }
    return counting.step(action);
  }

  @Override
  public double time() {
    return counting.time();
  }

  @Override
  public double[] positions() {
    return counting.positions();
  }

  @Override
  public double[] velocities() {
    return counting.velocities();
  }

  @Override
  public Bookmark bookmark() {
    return counting.bookmark();
  }

  @Override
  public void returnTo(Bookmark bookmark) {
    counting.returnTo(bookmark);
  }

  @Override
  public Camera openCamera(int height, int width, RenderQuality quality) {
    Camera camera = counting.openCamera(height, width, quality);
    return stage == Stage.RENDER ? failing(camera) : camera;
  }

  @Override
  public Simulator openSimulator(int actionRepeat, int threads) {
    return counting.openSimulator(actionRepeat, threads);
  }

  private Camera failing(Camera camera) {
    return new Camera() {
      private int pictures;

      @Override
      public Pixels picture() {
        pictures++;
        if (pictures == FAILING_CALL) {
          throw new DeliberateFailure(info(), "picture " + FAILING_CALL);
        }
        return camera.picture();
      }

      @Override
      public void close() {
        camera.close();
      }
    };
  }

  @Override
  public void close() {
    counting.close();
  }
}
