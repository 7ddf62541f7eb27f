package org.planetbench.harness.run;

import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.suites.TaskId;

/**
 * The environment seed that an episode starts from. Seed and collected episodes have theirs from
 * disjoint halves of the cell's own stream; held-out episodes have the same ones in all cells;
 * evaluations as {@link EvaluationStarts} says.
 */
record StartStates(RandomStreams streams, EvaluationStarts protocol) {
  /**
   * Of an episode that is no evaluation.
   *
   * @param round within its phase, an episode of each task
   * @param number of the episode within its phase
   */
  int played(Phase phase, int round, int number) {
    return switch (phase) {
      case SEED -> training(number);
      case COLLECT -> training((1L << 32) + number);
      case HELD_OUT -> heldOut(round);
      case EVALUATE -> throw new IllegalArgumentException("an evaluation starts from its own");
    };
  }

  /**
   * Of an evaluation.
   *
   * @param evaluation its number within the schedule
   * @param episode number within the evaluation
   */
  int evaluated(TaskId task, int evaluation, int episode) {
    return switch (protocol) {
      case COMMON -> common(episode);
      case PER_SEED -> streams.evaluationSeed(task.id(), evaluation, episode);
    };
  }

  private int training(long index) {
    return switch (protocol) {
      case COMMON -> streams.bits(Purpose.ENVIRONMENT, index);
      case PER_SEED -> streams.environmentSeed(index);
    };
  }

  private int heldOut(int round) {
    return switch (protocol) {
      case COMMON -> common(RandomStreams.episode(Phase.HELD_OUT, round));
      case PER_SEED -> RandomStreams.heldOutSeed(round);
    };
  }

  private static int common(long index) {
    return new RandomStreams(0).bits(Purpose.EVALUATION, index);
  }
}
