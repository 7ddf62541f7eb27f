package org.planetbench.harness.study;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.planetbench.agents.ModelDivergedException;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.nn.PicturePreprocessing;
import org.planetbench.agents.planet.Agents;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.replay.EpisodeReplay;
import org.planetbench.agents.replay.SequenceBatch;

/**
 * Learns a model from the episodes of a finished run, without an environment: batches are drawn by
 * the same numbers whatever the model, as many as the cell had updates.
 *
 * @param cell that the streams are of
 * @param data whose episodes are learned from
 * @param imagined share of each batch's chunks that end in the model's own dreams
 */
record Training(FrozenCell cell, FrozenCell.Source data, double imagined) {
  private static final long TRAINED = 6L << 32;

  /** The model before the first update; the caller closes it. */
  WorldModel untrained(Recipe recipe) {
    return Agents.model(recipe, cell.setting().actionSpec(), cell.streams(TRAINED));
  }

  /**
   * The model after the last update; the caller closes it.
   *
   * @throws ModelDivergedException if an update's loss or gradient is not finite
   */
  WorldModel of(Recipe recipe) throws IOException {
    RandomStreams streams = cell.streams(TRAINED);
    EpisodeReplay episodes =
        new EpisodeReplay(data.episodes(), recipe.rewardPairing()).opened(data.replay());
    int size = recipe.renderSize();
    int actions = cell.setting().actionSpec().size();
    SequenceBatch batch =
        SequenceBatch.allocate(recipe.chunkLength(), recipe.batch(), size, size, actions);
    PicturePreprocessing pictures = recipe.model(actions).pictures();
    int dreamt = (int) Math.round(imagined * recipe.batch());
    long updates = cell.checkpoints().getLast().state().updateSteps();
    WorldModel model = untrained(recipe);
    try {
      for (long update = 1; update <= updates; update++) {
        episodes.sample(batch, streams.generator(Purpose.REPLAY, update));
        if (recipe.zeroFirstAction()) {
          batch.zeroFirstActions();
        }
        RandomGenerator noise = streams.generator(Purpose.IMAGINATION, update);
        for (int chunk = 0; chunk < dreamt; chunk++) {
          Dreams.endIn(batch, chunk, model, pictures, noise);
        }
        model
            .update(
                batch,
                streams.generator(Purpose.MODEL_NOISE, update),
                streams.generator(Purpose.DREAMS, update))
            .requireFinite(update);
      }
      return model;
    } catch (IOException | RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }
}
