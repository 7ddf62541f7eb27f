package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.planning.TrajectoryScorer;

/**
 * Imagination by the very dynamics that learn, with all candidates as rows: for a backend that
 * needs no weights packed for planning.
 */
record RowsImagination(ModelSpec spec, TapedImagination taped, PictureCodec codec, Shard shard)
    implements Imagination {
  /** The weights are the model's own. */
  @Override
  public void load() {}

  @Override
  public long multiplyAdds() {
    return new Arithmetic(spec).imaginedStep();
  }

  @Override
  public TrajectoryScorer from(Belief start, RandomGenerator noise, boolean endsWithValue) {
    return new TrajectoryScorer() {
      @Override
      public void score(
          float[] actions, int horizon, int candidates, double discount, float[] returns) {
        try (Scope _ = shard.open()) {
          rollOut(
              start,
              ImaginedBlock.Candidates.all(actions, horizon, candidates, discount, endsWithValue),
              noise,
              returns);
        }
      }

      @Override
      public void differentiate(
          float[] actions,
          int horizon,
          int candidates,
          double discount,
          float[] returns,
          float[] gradients) {
        try (Scope _ = shard.open()) {
          taped.rollOut(
              shard,
              start,
              ImaginedBlock.Candidates.all(actions, horizon, candidates, discount, endsWithValue),
              noise,
              returns,
              gradients);
        }
      }
    };
  }

  /**
   * Imagines the candidates from the start and writes their returns where they stand.
   *
   * @param random at each time step draws the noise of one candidate after the other
   */
  void rollOut(
      Belief start, ImaginedBlock.Candidates candidates, RandomGenerator random, float[] returns) {
    Tape tape = Tape.forgetting(shard);
    LatentDynamics dynamics = taped.dynamics();
    int count = candidates.count();
    LatentState state = LatentState.of(start, dynamics).pick(tape, new int[count]);
    double[] total = new double[count];
    double weight = 1; // discount^t
    for (int t = 0; t < candidates.horizon(); t++) {
      Rows action = Rows.constant(TapedImagination.actions(candidates, t));
      state = step(tape, state, action, random);
      float[][] expected = taped.head(candidates, t).apply(tape, dynamics.features(state)).read();
      for (int j = 0; j < count; j++) {
        total[j] += weight * expected[j][0];
      }
      weight *= candidates.discount();
    }
    for (int j = 0; j < count; j++) {
      returns[candidates.first() + j] = (float) total[j];
    }
  }

  /** Through pictures as {@link PackedPixels} does, if the dynamics imagine them. */
  private LatentState step(Tape tape, LatentState previous, Rows action, RandomGenerator random) {
    LatentDynamics dynamics = taped.dynamics();
    LatentNoise noise = dynamics.noise();
    LatentState expected =
        dynamics.prior(tape, previous, action, noise.draw(tape, action.rows(), random));
    if (!spec.dynamics().imaginesPictures()) {
      return expected;
    }
    float[][] pictures = codec.decoded(shard, dynamics.features(expected));
    Rows seen = Rows.constant(codec.embeddings(shard, pictures));
    return dynamics.posterior(
        tape, previous, action, seen, noise.draw(tape, action.rows(), random));
  }

  @Override
  public void close() {}
}
