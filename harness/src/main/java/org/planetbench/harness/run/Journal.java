package org.planetbench.harness.run;

import java.io.IOException;
import java.util.Optional;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;

/**
 * The decisions since the last checkpoint, for agents that {@linkplain
 * org.planetbench.agents.Agent#resumesWithinEpisodes resume within episodes}: a resumed run takes
 * them from here, plays them in the environment, which is deterministic, and so is back where it
 * stopped without having planned again.
 */
interface Journal {
  /** For agents whose episodes are played anew from their start. */
  Journal NONE =
      new Journal() {
        @Override
        public boolean isEmpty() {
          return true;
        }

        @Override
        public Optional<Entry> next(Phase phase, int episode, int agentStep) {
          return Optional.empty();
        }

        @Override
        public void append(Entry entry) {}

        @Override
        public void clear() {}
      };

  /**
   * A decision that was made.
   *
   * @param agentStep number of the decision in its episode, from 0
   * @param wallClockS the run's clock after it
   */
  record Entry(Phase phase, int episode, int agentStep, Decision decision, double wallClockS) {}

  /** Whether it has no decision of a run that stopped. */
  boolean isEmpty();

  /** This decision, if the run that stopped had made it. Asked for in the order they were made. */
  Optional<Entry> next(Phase phase, int episode, int agentStep) throws IOException;

  /** Keeps a decision that {@link #next} did not know. */
  void append(Entry entry) throws IOException;

  /** Forgets all: a checkpoint has them. */
  void clear() throws IOException;
}
