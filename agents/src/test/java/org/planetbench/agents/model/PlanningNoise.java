package org.planetbench.agents.model;

import java.util.Optional;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.model.WorldModelOracle.RecordedNoise;
import org.planetbench.agents.nn.Scope;

/**
 * What is drawn for candidates, so that any backend can score them on the same numbers: the packed
 * imagination draws a number of all candidates before the next number, the other all numbers of a
 * candidate before the next candidate.
 *
 * @param numbers [horizon, numbers of a row, candidates or more]
 */
record PlanningNoise(float[][][] numbers) {
  /** Of recorded numbers in that order. */
  static PlanningNoise cut(float[] flat, int horizon, int candidates) {
    int width = flat.length / horizon / candidates;
    float[][] rows = WorldModelOracle.cut(flat, horizon * width);
    float[][][] numbers = new float[horizon][width][];
    for (int i = 0; i < rows.length; i++) {
      numbers[i / width][i % width] = rows[i];
    }
    return new PlanningNoise(numbers);
  }

  /** Writes the returns that the model imagines. */
  void score(
      PlanetModel model, Belief start, ImaginedBlock.Candidates candidates, float[] returns) {
    switch (model.imagination()) {
      case PackedImagination _ -> scorePacked(model, start, candidates, returns);
      case RowsImagination rows -> {
        try (Scope _ = rows.shard().open()) {
          int once = model.dynamics().noise().width();
          rows.rollOut(start, candidates, byCandidate(once, candidates.count()), returns);
        }
      }
    }
  }

  /** In a block as wide as the numbers are. */
  private void scorePacked(
      PlanetModel model, Belief start, ImaginedBlock.Candidates candidates, float[] returns) {
    try (PackedPrior prior = model.packedPrior();
        PackedMlp rewardHead = new PackedMlp(model.rewardHead())) {
      prior.load();
      rewardHead.load();
      RecordedNoise noise = new RecordedNoise();
      for (float[][] now : numbers) {
        for (float[] number : now) {
          noise.add(number);
        }
      }
      int width = numbers[0].length == 0 ? candidates.count() : numbers[0][0].length;
      try (ImaginedBlock block = new ImaginedBlock(prior, rewardHead, Optional.empty(), width)) {
        block.rollOut(start, candidates, noise, returns);
      }
    }
  }

  /**
   * @param once how many numbers of a row are drawn at once; through pictures there are two draws
   */
  private RecordedNoise byCandidate(int once, int candidates) {
    RecordedNoise noise = new RecordedNoise();
    for (float[][] now : numbers) {
      for (int from = 0; from < now.length; from += once) {
        for (int j = 0; j < candidates; j++) {
          for (int i = from; i < from + once; i++) {
            noise.add(new float[] {now[i][j]});
          }
        }
      }
    }
    return noise;
  }
}
