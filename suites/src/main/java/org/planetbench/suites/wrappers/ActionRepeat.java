package org.planetbench.suites.wrappers;

import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Environment;
import org.planetbench.suites.TimeStep;

/**
 * Holds each action for {@code repeat} environment steps and adds up their rewards; stops early at
 * the episode's end.
 */
public final class ActionRepeat implements Environment {
  private final Environment environment;
  private final int repeat;
  private int lastEnvironmentSteps;

  public ActionRepeat(Environment environment, int repeat) {
    if (repeat < 1) {
      throw new IllegalArgumentException("expected an action repeat of at least 1, got " + repeat);
    }
    this.environment = environment;
    this.repeat = repeat;
  }

  @Override
  public ActionSpec actionSpec() {
    return environment.actionSpec();
  }

  @Override
  public TimeStep reset(int seed) {
    lastEnvironmentSteps = 0;
    return environment.reset(seed);
  }

  @Override
  public TimeStep reset() {
    lastEnvironmentSteps = 0;
    return environment.reset();
  }

  @Override
  public TimeStep step(double[] action) {
    double reward = 0;
    TimeStep timeStep;
    lastEnvironmentSteps = 0;
    do {
      timeStep = environment.step(action);
      reward += timeStep.reward();
      lastEnvironmentSteps++;
    } while (lastEnvironmentSteps < repeat && !timeStep.last());
    return new TimeStep(reward, timeStep.last(), timeStep.observation());
  }

  /** Environment steps of one action, unless the episode ends before. */
  int repeat() {
    return repeat;
  }

  /** How many environment steps the last agent step took; 0 after a reset. */
  public int lastEnvironmentSteps() {
    return lastEnvironmentSteps;
  }

  @Override
  public void close() {
    environment.close();
  }
}
