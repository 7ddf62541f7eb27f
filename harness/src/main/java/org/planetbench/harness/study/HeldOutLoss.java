package org.planetbench.harness.study;

import java.util.List;
import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.replay.Episode;
import org.planetbench.agents.replay.SequenceBatch;

/**
 * The loss of a model in episodes that it did not learn from: whether it learned anything.
 *
 * @param batch as large as those of learning, its chunks spread evenly over the episodes
 * @param streams that the noise is drawn from, the same for each model
 */
record HeldOutLoss(SequenceBatch batch, RandomStreams streams) {

  static HeldOutLoss in(List<Episode> episodes, Recipe recipe, RandomStreams streams) {
    Episode first = episodes.getFirst();
    SequenceBatch batch =
        SequenceBatch.allocate(
            recipe.chunkLength(),
            recipe.batch(),
            first.height(),
            first.width(),
            first.actionSize());
    int turns = Math.ceilDiv(batch.batch(), episodes.size());
    for (int chunk = 0; chunk < batch.batch(); chunk++) {
      Episode episode = episodes.get(chunk % episodes.size());
      int offsets = episode.records() - batch.length();
      copy(episode, offsets * (chunk / episodes.size()) / Math.max(1, turns - 1), batch, chunk);
    }
    if (recipe.zeroFirstAction()) {
      batch.zeroFirstActions();
    }
    return new HeldOutLoss(batch, streams);
  }

  /** Time first in the batch, so that a chunk lies in pieces. */
  private static void copy(Episode episode, int offset, SequenceBatch batch, int chunk) {
    int picture = episode.height() * episode.width() * 3;
    int actions = episode.actionSize();
    for (int t = 0; t < batch.length(); t++) {
      int from = offset + t;
      int to = t * batch.batch() + chunk;
      System.arraycopy(episode.images(), from * picture, batch.images(), to * picture, picture);
      System.arraycopy(episode.actions(), from * actions, batch.actions(), to * actions, actions);
      batch.rewards()[to] = episode.rewards()[from];
    }
  }

  /**
   * By an update, which measures it before it changes the model: of no use after that. It need not
   * be finite.
   */
  double ofLastUseOf(WorldModel model) {
    RandomGenerator noise = streams.generator(Purpose.MODEL_NOISE, 0);
    return model.update(batch, noise, streams.generator(Purpose.DREAMS, 0)).get(UpdateMetric.LOSS);
  }

  /** How many chunks it is a mean of. */
  int chunks() {
    return batch.batch();
  }
}
