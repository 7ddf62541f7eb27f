package org.planetbench.suites;

import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.planetbench.suites.GoldenRecord.Run;

/** Plays a golden record's runs and compares all that is recorded. */
final class Comparison {
  private final Agreement states = new Agreement();
  private final Agreement observations = new Agreement();
  private final Agreement rewards = new Agreement();
  private final Agreement frames = new Agreement();
  private final int stepsCompared;
  private int steps;

  private Comparison(int stepsCompared) {
    this.stepsCompared = stepsCompared;
  }

  /**
   * @param stepsCompared in each episode, from its start
   */
  static Comparison of(TaskId task, GoldenRecord golden, int stepsCompared) {
    Comparison comparison = new Comparison(stepsCompared);
    try (SuiteEnvironment environment = ControlSuite.load(task)) {
      golden.runs().forEach(run -> comparison.play(environment, Optional.empty(), run));
    }
    return comparison;
  }

  /** Of all steps, and of the frames that there are, drawn in reference quality. */
  static Comparison withFrames(TaskId task, GoldenRecord golden) {
    boolean drawn =
        golden.runs().stream()
            .flatMap(r -> r.episodes().stream())
            .anyMatch(GoldenEpisode::hasFrames);
    if (!drawn) {
      return of(task, golden, Integer.MAX_VALUE);
    }
    Comparison comparison = new Comparison(Integer.MAX_VALUE);
    try (SuiteEnvironment environment = ControlSuite.load(task);
        Camera camera = environment.openCamera(64, 64, RenderQuality.REFERENCE)) {
      golden.runs().forEach(run -> comparison.play(environment, Optional.of(camera), run));
    }
    return comparison;
  }

  /** Later episodes go on with the random stream of the first, whose seed alone is given. */
  private void play(SuiteEnvironment environment, Optional<Camera> camera, Run run) {
    boolean first = true;
    for (GoldenEpisode episode : run.episodes()) {
      TimeStep timeStep = first ? environment.reset(run.seed()) : environment.reset();
      for (int step = 0; step <= episode.steps(); step++) {
        if (step > 0) {
          timeStep = environment.step(episode.action(step));
        }
        if (step <= stepsCompared) {
          compare(episode, step, environment, timeStep);
          compareFrame(episode, step, camera);
        }
      }
      first = false;
    }
  }

  private void compare(
      GoldenEpisode episode, int step, SuiteEnvironment environment, TimeStep timeStep) {
    if (step > 0) {
      steps++;
      double[] expected = {episode.reward(step)};
      rewards.compare("reward", step, expected, new double[] {timeStep.reward()});
    }
    if (episode.hasMoment(step)) {
      states.compare("qpos", step, episode.positions(step), environment.positions());
      states.compare("qvel", step, episode.velocities(step), environment.velocities());
      Map<String, double[]> seen = timeStep.observation().state();
      seen.forEach(
          (name, values) ->
              observations.compare(name, step, episode.observation(step, name), values));
    }
  }

  private void compareFrame(GoldenEpisode episode, int step, Optional<Camera> camera) {
    if (episode.hasFrame(step)) {
      camera.ifPresent(
          open ->
              frames.compare(
                  "frame", step, episode.frameSha256(step), Oracle.sha256(open.picture().rgb())));
    }
  }

  /** Environment steps whose reward was compared. */
  int steps() {
    return steps;
  }

  Agreement states() {
    return states;
  }

  Agreement observations() {
    return observations;
  }

  Agreement rewards() {
    return rewards;
  }

  /** Nothing compared where the record has no frames. */
  Agreement frames() {
    return frames;
  }

  /** In every bit. */
  boolean isEqual() {
    return states.within(0)
        && observations.within(0)
        && rewards.within(0)
        && frames.equal() == frames.compared();
  }

  /** Of two numbers. */
  double largestDifference() {
    return DoubleStream.of(states.worst(), observations.worst(), rewards.worst()).max().orElse(0);
  }

  @Override
  public String toString() {
    return "states "
        + states
        + "; observations "
        + observations
        + "; rewards "
        + rewards
        + "; frames "
        + frames;
  }
}
