package org.planetbench.harness.study;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.PicturePreprocessing;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.suites.Pixels;

/**
 * Data that a model imagined, as in Dyna: short rollouts from states of the replay (Janner et al.
 * 2019, MBPO, branches so). PlaNet has none of it.
 */
final class Dreams {
  /** Records at the end of a chunk that are imagined. */
  static final int LENGTH = 5;

  private Dreams() {}

  /**
   * Replaces pictures and rewards of a chunk's last records by what the model expects after the
   * records before them, for the same actions.
   */
  static void endIn(
      SequenceBatch batch,
      int chunk,
      WorldModel model,
      PicturePreprocessing pictures,
      RandomGenerator noise) {
    int first = Math.max(1, batch.length() - LENGTH);
    Belief belief = model.initialBelief();
    for (int t = 0; t < batch.length(); t++) {
      float[] action = action(batch, t, chunk);
      if (t < first) {
        float[] embedding = model.encode(picture(batch, t, chunk), noise);
        belief = model.posterior(belief, action, embedding, noise);
      } else {
        belief = model.prior(belief, action, noise);
        put(pictures.data(model.decode(belief)), batch, t, chunk);
        batch.rewards()[t * batch.batch() + chunk] = model.reward(belief);
      }
    }
  }

  private static float[] action(SequenceBatch batch, int t, int chunk) {
    int from = (t * batch.batch() + chunk) * batch.actionSize();
    return Arrays.copyOfRange(batch.actions(), from, from + batch.actionSize());
  }

  private static Pixels picture(SequenceBatch batch, int t, int chunk) {
    int size = batch.height() * batch.width() * 3;
    int from = (t * batch.batch() + chunk) * size;
    return new Pixels(
        batch.height(), batch.width(), Arrays.copyOfRange(batch.images(), from, from + size));
  }

  /** A model that sees blocks of pixels averaged is given each of its pixels as such a block. */
  private static void put(Pixels seen, SequenceBatch batch, int t, int chunk) {
    int block = batch.height() / seen.height();
    int at = (t * batch.batch() + chunk) * batch.height() * batch.width() * 3;
    for (int y = 0; y < batch.height(); y++) {
      for (int x = 0; x < batch.width(); x++) {
        int from = (y / block * seen.width() + x / block) * 3;
        System.arraycopy(seen.rgb(), from, batch.images(), at + (y * batch.width() + x) * 3, 3);
      }
    }
  }
}
