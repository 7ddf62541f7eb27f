package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.PictureDecoder;
import org.planetbench.agents.nn.PictureEncoder;
import org.planetbench.agents.nn.PicturePreprocessing;
import org.planetbench.agents.nn.PictureSequences;
import org.planetbench.agents.nn.Pictures;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;
import org.planetbench.suites.Pixels;

/**
 * The picture networks for inference.
 *
 * @param half of the pictures' size
 */
record PictureCodec(PictureEncoder encoder, PictureDecoder decoder, int half) {
  /**
   * What pictures are encoded to [pictures, embedding].
   *
   * @param folded [pictures, half * half * 12]
   */
  float[][] embeddings(Shard shard, float[]... folded) {
    try (Scope _ = shard.open()) {
      Pictures pictures = shard.pictures(half, folded.length);
      for (int i = 0; i < folded.length; i++) {
        pictures.put(i, folded[i]);
      }
      return encoder.apply(Tape.forgetting(shard), pictures).read();
    }
  }

  /** What a picture is encoded to. */
  float[] embedding(
      Shard shard, PicturePreprocessing preprocessing, Pixels picture, RandomGenerator noise) {
    try (Scope _ = shard.open()) {
      Pictures pictures =
          shard.pictures(
              preprocessing, PictureSequences.of(picture), new RandomGenerator[] {noise}, 1);
      return encoder.apply(Tape.forgetting(shard), pictures).read()[0];
    }
  }

  /** The mean pictures of states, folded [rows, half * half * 12]. */
  float[][] decoded(Shard shard, Rows... features) {
    try (Scope _ = shard.open()) {
      return decoder.decode(Tape.forgetting(shard), features);
    }
  }
}
