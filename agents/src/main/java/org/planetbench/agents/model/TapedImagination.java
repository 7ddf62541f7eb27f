package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;

/**
 * What {@link ImaginedBlock} computes, differentiated: the returns of candidates by the dynamics'
 * own taped prior, and through weights that stay as they are their gradients with respect to the
 * actions. Of discrete latents these are straight-through, as in training.
 */
record TapedImagination(LatentDynamics dynamics, Mlp rewardHead, Optional<Mlp> value) {
  /**
   * Imagines the candidates from the start and writes their returns and gradients where they stand.
   *
   * @param shard whose scope owns what is computed
   * @param random at each time step draws the noise of one candidate after the other
   * @param returns [all]
   * @param gradients [horizon, all, actionSize]
   */
  void rollOut(
      Shard shard,
      Belief start,
      ImaginedBlock.Candidates candidates,
      RandomGenerator random,
      float[] returns,
      float[] gradients) {
    Tape tape = Tape.recording(shard).throughFixedWeights();
    int count = candidates.count();
    LatentState state = LatentState.of(start, dynamics).pick(tape, new int[count]);
    List<Rows> actions = new ArrayList<>();
    double[] total = new double[count];
    double weight = 1; // discount^t
    for (int t = 0; t < candidates.horizon(); t++) {
      Rows action = shard.backend().variable(actions(candidates, t));
      actions.add(action);
      state = dynamics.prior(tape, state, action, dynamics.noise().draw(tape, count, random));
      boolean ends = t == candidates.horizon() - 1 && candidates.endsWithValue();
      Rows reward = head(ends).apply(tape, dynamics.features(state));
      float[][] expected = reward.read();
      for (int j = 0; j < count; j++) {
        total[j] += weight * expected[j][0];
      }
      reward.addToGradient((float) weight);
      weight *= candidates.discount();
    }
    tape.backward();
    for (int j = 0; j < count; j++) {
      returns[candidates.first() + j] = (float) total[j];
    }
    for (int t = 0; t < candidates.horizon(); t++) {
      copy(actions.get(t).readGradient(), gradients, candidates.at(t, actions.get(t).columns()));
    }
  }

  /**
   * What says what a state is worth.
   *
   * @param ends whether what lies beyond it counts, too
   */
  Mlp head(boolean ends) {
    return ends ? value.orElseThrow() : rewardHead;
  }

  /** The candidates' actions of a time step [count, actionSize]. */
  static float[][] actions(ImaginedBlock.Candidates candidates, int t) {
    int size = candidates.actions().length / candidates.horizon() / candidates.all();
    float[][] action = new float[candidates.count()][size];
    int at = candidates.at(t, size);
    for (float[] row : action) {
      System.arraycopy(candidates.actions(), at, row, 0, size);
      at += size;
    }
    return action;
  }

  private static void copy(float[][] rows, float[] flat, int at) {
    for (int j = 0; j < rows.length; j++) {
      System.arraycopy(rows[j], 0, flat, at + j * rows[j].length, rows[j].length);
    }
  }
}
