package org.planetbench.agents;

import org.planetbench.agents.RandomStreams.Purpose;

/**
 * Who is told what an agent's decisions and updates came from, bit for bit and in the order of
 * cause and effect: a run's certificate is made of it. Called by the loop's thread from within the
 * agent's methods. The arrays are live: they are read at once and neither kept nor changed.
 */
public interface Witness {
  /** Looks away. */
  Witness NONE =
      new Witness() {
        @Override
        public void believed(float[]... belief) {}

        @Override
        public void drew(Purpose purpose, long index, long next) {}

        @Override
        public void sampled(int[] episodes, int[] offsets) {}
      };

  /** The latent state of a decision: what the planner started from. */
  void believed(float[]... belief);

  /**
   * An episode, an update or a diagnosis is done with the random stream of a purpose at an index.
   *
   * @param next the number that would have come next: it depends on the stream's seed and on how
   *     many were drawn
   */
  void drew(Purpose purpose, long index, long next);

  /**
   * A batch was taken from the replay: chunk i is of episode {@code episodes[i]}, from record
   * {@code offsets[i]} on.
   */
  void sampled(int[] episodes, int[] offsets);
}
