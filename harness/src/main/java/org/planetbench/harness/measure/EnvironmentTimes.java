package org.planetbench.harness.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomAgent;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.Environment;
import org.planetbench.suites.wrappers.ActionRepeat;
import org.planetbench.suites.wrappers.PixelObservations;

/** How long the simulator takes, played with random actions. */
final class EnvironmentTimes {
  private final Environment environment;
  private final IntSupplier environmentSteps;
  private final LongSupplier renderNanos;
  private final RandomStreams streams;
  private final RandomGenerator exploration;
  private final List<Double> stepMs = new ArrayList<>();
  private final List<Double> renderMs = new ArrayList<>();
  private int warmUp;

  private EnvironmentTimes(
      CellSetting setting,
      Environment environment,
      IntSupplier environmentSteps,
      LongSupplier renderNanos) {
    this.environment = environment;
    this.environmentSteps = environmentSteps;
    this.renderNanos = renderNanos;
    this.streams = new RandomStreams(setting.spec().cell().seed());
    this.exploration = streams.generator(Purpose.EXPLORATION, 0);
  }

  /** With pictures as a cell has them, or the physics alone, which needs no OpenGL. */
  static EnvironmentTimes measure(
      CellSetting setting, double warmUpS, int samples, boolean pictures) {
    if (pictures) {
      try (PixelObservations seen = MeasuredCell.environment(setting)) {
        return new EnvironmentTimes(
                setting, seen, seen::lastEnvironmentSteps, seen::lastRenderNanos)
            .play(warmUpS, samples);
      }
    }
    try (ActionRepeat blind =
        new ActionRepeat(ControlSuite.load(setting.task().id()), setting.actionRepeat())) {
      return new EnvironmentTimes(setting, blind, blind::lastEnvironmentSteps, () -> 0)
          .play(warmUpS, samples);
    }
  }

  private EnvironmentTimes play(double warmUpS, int samples) {
    environment.reset(streams.environmentSeed(0));
    warmUp = WarmUp.with(warmUpS, this::step);
    stepMs.clear();
    renderMs.clear();
    for (int i = 0; i < samples; i++) {
      step();
    }
    return this;
  }

  private void step() {
    double[] action = RandomAgent.uniform(environment.actionSpec(), exploration);
    long before = System.nanoTime();
    boolean last = environment.step(action).last();
    long nanos = System.nanoTime() - before;
    long rendering = renderNanos.getAsLong();
    stepMs.add((nanos - rendering) * 1e-6 / environmentSteps.getAsInt());
    renderMs.add(rendering * 1e-6);
    if (last) {
      environment.reset();
    }
  }

  /** Agent steps before the samples. */
  int warmUp() {
    return warmUp;
  }

  /** Of one environment step: the mean over an action's repeats. */
  List<Double> stepMs() {
    return stepMs;
  }

  /** Of one picture; zeros where nothing is drawn. */
  List<Double> renderMs() {
    return renderMs;
  }
}
