package org.planetbench.harness.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.Simulator;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.TimeStep;
import org.planetbench.suites.wrappers.PixelObservations;

/**
 * The environments of a cell: one for its task, or one for each task of its set, of which one is
 * being played. The agent's actions are as wide as the widest task's; a narrower task takes the
 * first numbers, and the others are executed as zeros.
 */
final class Environments implements AutoCloseable {
  private final CellSetting setting;
  private final List<PixelObservations> environments = new ArrayList<>();
  private int playing;

  private Environments(CellSetting setting) {
    this.setting = setting;
  }

  /** Opens all; they draw pictures of this size. */
  static Environments open(CellSetting setting, int size) {
    Environments opened = new Environments(setting);
    try {
      for (TaskInfo task : setting.tasks()) {
        opened.environments.add(
            ControlSuite.loadPixels(
                task.id(), setting.actionRepeat(task), size, size, setting.renderQuality()));
      }
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Begins an episode of a task, by its number among the cell's. */
  TimeStep reset(int task, int seed) {
    playing = task;
    return environment().reset(seed);
  }

  /** The action as it is executed: zero where the task being played has no actuator. */
  double[] executed(double[] action) {
    double[] executed = action.clone();
    Arrays.fill(executed, task().actions(), executed.length, 0);
    return executed;
  }

  TimeStep step(double[] executed) {
    return environment().step(Arrays.copyOf(executed, task().actions()));
  }

  /** The task being played. */
  TaskInfo task() {
    return setting.tasks().get(playing);
  }

  /** The part of the last reset or agent step that was spent on its picture. */
  long lastRenderNanos() {
    return environment().lastRenderNanos();
  }

  /** Of the task being played. The caller closes it. */
  Simulator openSimulator(int threads) {
    return environment().openSimulator(threads);
  }

  private PixelObservations environment() {
    return environments.get(playing);
  }

  @Override
  public void close() {
    environments.reversed().forEach(PixelObservations::close);
  }
}
