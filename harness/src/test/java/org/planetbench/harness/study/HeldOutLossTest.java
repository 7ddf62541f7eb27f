package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.replay.Episode;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.suites.Pixels;

/** Of which chunks the held-out loss is. */
final class HeldOutLossTest {
  private static final Recipe RECIPE = Recipes.TINY.with("batch", "5").with("chunk_length", "3");

  /** Record t of nine has the number 10 x episode + t in its picture, both actions and reward. */
  private static Episode episode(int number) {
    Episode.Recorder recorder = new Episode.Recorder(picture(10 * number), 2);
    for (int t = 1; t < 9; t++) {
      int said = 10 * number + t;
      recorder.add(new float[] {said, -said}, said, picture(said));
    }
    return recorder.finish();
  }

  private static Pixels picture(int said) {
    byte[] rgb = new byte[2 * 2 * 3];
    Arrays.fill(rgb, (byte) said);
    return new Pixels(2, 2, rgb);
  }

  @Test
  void chunksAreSpreadEvenlyOverTheEpisodes() {
    SequenceBatch batch =
        HeldOutLoss.in(List.of(episode(1), episode(2)), RECIPE, new RandomStreams(1)).batch();
    int[] first = {10, 20, 13, 23, 16}; // turn by turn, from the first chunk of each to the last
    for (int chunk = 0; chunk < 5; chunk++) {
      for (int t = 0; t < 3; t++) {
        int row = t * 5 + chunk;
        int said = first[chunk] + t;
        boolean isReset = said % 10 == 0;
        assertEquals(isReset ? 0 : said, batch.rewards()[row]);
        assertEquals(isReset ? 0 : said, batch.actions()[2 * row]);
        assertEquals(isReset ? 0 : -said, batch.actions()[2 * row + 1]);
        byte[] seen = Arrays.copyOfRange(batch.images(), 12 * row, 12 * (row + 1));
        assertArrayEquals(picture(said).rgb(), seen);
      }
    }
  }
}
