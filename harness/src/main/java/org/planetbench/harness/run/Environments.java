package org.planetbench.harness.run;

import java.util.Arrays;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.Simulator;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.TimeStep;
import org.planetbench.suites.wrappers.PixelObservations;

/**
 * The environments of a cell: that of its task, or of the task of its set that is being played; the
 * others are closed, because each takes some 70 MB and opens in a tenth of a second. The agent's
 * actions are as wide as the widest task's; a narrower task takes the first numbers, and nobody
 * else cuts them: the agent remembers all it chose, as in the published code.
 */
final class Environments implements AutoCloseable {
  private final CellSetting setting;
  private final int size;
  private PixelObservations environment;
  private int playing;

  private Environments(CellSetting setting, int size) {
    this.setting = setting;
    this.size = size;
    this.environment = load(setting, 0, size);
  }

  /** Opens the first; all draw pictures of this size. */
  static Environments open(CellSetting setting, int size) {
    return new Environments(setting, size);
  }

  private static PixelObservations load(CellSetting setting, int number, int size) {
    TaskInfo task = setting.tasks().get(number);
    return ControlSuite.loadPixels(
        task.id(), setting.actionRepeat(task), size, size, setting.renderQuality());
  }

  /** Begins an episode of a task, by its number among the cell's. */
  TimeStep reset(int task, int seed) {
    if (task != playing) {
      PixelObservations last = environment;
      environment = load(setting, task, size); // from here on this is the one to close
      playing = task;
      last.close();
    }
    return environment.reset(seed);
  }

  /**
   * @param action as wide as the agent's box, of which the task being played has the first part
   */
  TimeStep step(double[] action) {
    return environment.step(Arrays.copyOf(action, task().actions()));
  }

  /** The task being played. */
  TaskInfo task() {
    return setting.tasks().get(playing);
  }

  /** How many environment steps the last agent step took. */
  int lastEnvironmentSteps() {
    return environment.lastEnvironmentSteps();
  }

  /** The part of the last reset or agent step that was spent on its picture. */
  long lastRenderNanos() {
    return environment.lastRenderNanos();
  }

  /** Of the task being played. The caller closes it. */
  Simulator openSimulator(int threads) {
    return environment.openSimulator(threads);
  }

  @Override
  public void close() {
    environment.close();
  }
}
