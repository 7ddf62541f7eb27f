package org.planetbench.harness.run;

import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;

/**
 * The environment seed that an episode starts from. Seed and collected episodes have theirs from
 * disjoint halves of the cell's own stream; evaluation and held-out episodes have the same ones in
 * all cells.
 */
public record StartStates(RandomStreams streams) {
  /**
   * @param round an evaluation's start state, or a held-out episode of each task
   * @param number of the episode within its phase
   */
  public int seed(Phase phase, int round, int number) {
    return switch (phase) {
      case SEED -> streams.environmentSeed(number);
      case COLLECT -> streams.environmentSeed((1L << 32) + number);
      case EVALUATE -> RandomStreams.evaluationSeed(round);
      case HELD_OUT -> RandomStreams.heldOutSeed(round);
    };
  }
}
