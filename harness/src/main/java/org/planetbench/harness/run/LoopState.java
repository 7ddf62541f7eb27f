package org.planetbench.harness.run;

import org.planetbench.results.run.RunSink;

/**
 * Where the loop stands between two stages.
 *
 * @param nextStage index into the schedule's program
 * @param environmentSteps environment steps the agent learned from: seed and collected episodes,
 *     not evaluation
 * @param agentSteps actions behind them
 * @param updateSteps gradient updates done
 * @param wallClockS seconds of running time so far
 * @param position rows of the record that belong to the stages done
 */
public record LoopState(
    int nextStage,
    long environmentSteps,
    long agentSteps,
    long updateSteps,
    double wallClockS,
    RunSink.Position position) {

  static final LoopState START = new LoopState(0, 0, 0, 0, 0, RunSink.Position.START);
}
