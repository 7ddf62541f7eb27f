package org.planetbench.harness.run;

import java.util.List;
import org.planetbench.harness.experiment.Schedule.Stage;

/**
 * How much of a program is left, in agent steps and update steps, and how long that takes at the
 * pace measured so far.
 */
final class Workload {
  private final List<Stage> program;
  private final int tasks;
  private final long agentStepsPerRound; // an episode of each task
  private final Pace agentStep = new Pace();
  private final Pace update = new Pace();
  private long agentStepsLeft;
  private long updatesLeft;

  /**
   * Seconds of one unit of work, an average that follows the recent ones: learning gets quicker as
   * the JVM warms up.
   */
  private static final class Pace {
    private static final double RECENT = 0.02;
    private double seconds = Double.NaN;
    private long last = System.nanoTime();

    void start() {
      last = System.nanoTime();
    }

    void done() {
      long now = System.nanoTime();
      double took = (now - last) / 1e9;
      last = now;
      seconds = Double.isNaN(seconds) ? took : seconds + RECENT * (took - seconds);
    }
  }

  Workload(CellSetting setting) {
    this.program = setting.program();
    this.tasks = setting.tasks().size();
    this.agentStepsPerRound =
        setting.tasks().stream().mapToLong(setting::agentStepsPerEpisode).sum();
  }

  int episodes() {
    return episodesBefore(program.size());
  }

  long updateSteps() {
    return program.stream().mapToLong(Workload::updatesOf).sum();
  }

  int episodesBefore(int stage) {
    return tasks * roundsBefore(stage);
  }

  private int roundsBefore(int stage) {
    return program.subList(0, stage).stream().mapToInt(Workload::roundsOf).sum();
  }

  void startStage(int stage) {
    List<Stage> left = program.subList(stage, program.size());
    agentStepsLeft = left.stream().mapToLong(s -> roundsOf(s) * agentStepsPerRound).sum();
    updatesLeft = left.stream().mapToLong(Workload::updatesOf).sum();
    agentStep.start();
    update.start();
  }

  void agentStepDone() {
    agentStep.done();
    agentStepsLeft--;
  }

  /** One that took no time, because a journal knew it. */
  void agentStepKnown() {
    agentStep.start();
    agentStepsLeft--;
  }

  void updateDone() {
    update.done();
    updatesLeft--;
  }

  /** NaN until each kind of work that is left was measured. */
  double secondsLeft() {
    return seconds(agentStepsLeft, agentStep) + seconds(updatesLeft, update);
  }

  /**
   * The part of the whole program's time that is behind, at today's pace; 0 while nothing can be
   * said.
   */
  double fractionDone() {
    double whole =
        seconds(roundsBefore(program.size()) * agentStepsPerRound, agentStep)
            + seconds(updateSteps(), update);
    double fraction = 1 - secondsLeft() / whole;
    return Double.isNaN(fraction) ? 0 : Math.clamp(fraction, 0, 1);
  }

  private static double seconds(long units, Pace pace) {
    return units <= 0 ? 0 : units * pace.seconds;
  }

  private static int roundsOf(Stage stage) {
    return switch (stage) {
      case Stage.Play play -> 1;
      case Stage.Evaluate evaluate -> evaluate.episodes();
      case Stage.Learn learn -> 0;
      case Stage.Diagnose diagnose -> 0;
      case Stage.Checkpoint checkpoint -> 0;
    };
  }

  static long updatesOf(Stage stage) {
    return stage instanceof Stage.Learn(long first, long last) ? last - first + 1 : 0;
  }
}
