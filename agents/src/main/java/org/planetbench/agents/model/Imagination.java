package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planning.TrajectoryScorer;

/** Rolls the prior for many candidates from one belief and sums what they are expected to earn. */
sealed interface Imagination extends AutoCloseable permits PackedImagination, RowsImagination {
  /** Takes over the weights as they are now. */
  void load();

  /** Multiply-adds of one imagined step of one candidate, reward included, biases apart. */
  long multiplyAdds();

  /**
   * @param endsWithValue whether the last state counts with its value in place of its reward
   */
  TrajectoryScorer from(Belief start, RandomGenerator noise, boolean endsWithValue);

  @Override
  void close();
}
