package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Populations;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.planning.HostPopulation;
import org.planetbench.agents.planning.Population;
import org.planetbench.agents.planning.TrajectoryScorer;

/**
 * Imagination by the very dynamics that learn, with all candidates as rows: for a backend that
 * needs no weights packed for planning. Candidates and their returns stay where it computes; only
 * gradients of returns go through the host.
 */
record RowsImagination(
    ModelSpec spec,
    TapedImagination taped,
    PictureCodec codec,
    Shard shard,
    Populations populations)
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
      public Population population(HostPopulation onHost) {
        Scope scope = shard.open();
        LatentState begun = begin(start, onHost.spec().candidates());
        double discount = onHost.spec().discount();
        return populations.of(
            onHost.spec(),
            onHost.box(),
            actions -> returns(begun, actions, discount, endsWithValue, noise),
            scope);
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
    List<Rows> actions = new ArrayList<>();
    for (int t = 0; t < candidates.horizon(); t++) {
      actions.add(Rows.constant(TapedImagination.actions(candidates, t)));
    }
    float[][] read =
        returns(
                begin(start, candidates.count()),
                actions,
                candidates.discount(),
                candidates.endsWithValue(),
                random)
            .read();
    for (int j = 0; j < read.length; j++) {
      returns[candidates.first() + j] = read[j][0];
    }
  }

  /** As many rows of a belief, where the backend computes. */
  private LatentState begin(Belief start, int rows) {
    return LatentState.of(start, taped.dynamics())
        .place(shard.backend())
        .pick(Tape.forgetting(shard), new int[rows]);
  }

  /**
   * The discounted sums of rewards [candidates, 1].
   *
   * @param actions of each time step [candidates, actionSize]
   */
  private Rows returns(
      LatentState start,
      List<Rows> actions,
      double discount,
      boolean endsWithValue,
      RandomGenerator random) {
    Tape tape = Tape.forgetting(shard);
    LatentDynamics dynamics = taped.dynamics();
    int count = actions.getFirst().rows();
    int draws = spec.dynamics().imaginesPictures() ? 2 : 1; // of a step
    Rows noise =
        shard.backend().place(dynamics.noise().draw(tape, actions.size() * draws * count, random));
    List<Rows> rewards = new ArrayList<>();
    double[] weights = new double[actions.size()]; // discount^t
    LatentState state = start;
    for (int t = 0; t < weights.length; t++) {
      Rows ofStep = noise.slice(t * draws * count, (t + 1) * draws * count);
      state = step(tape, state, actions.get(t), ofStep);
      boolean ends = t == weights.length - 1 && endsWithValue;
      rewards.add(taped.head(ends).apply(tape, dynamics.features(state)));
      weights[t] = t == 0 ? 1 : weights[t - 1] * discount;
    }
    return shard.backend().weightedSum(rewards, weights);
  }

  /**
   * Through pictures as {@link PackedPixels} does, if the dynamics imagine them.
   *
   * @param noise of the prior, then of the posterior, if there is one
   */
  private LatentState step(Tape tape, LatentState previous, Rows action, Rows noise) {
    LatentDynamics dynamics = taped.dynamics();
    int count = action.rows();
    LatentState expected = dynamics.prior(tape, previous, action, noise.slice(0, count));
    if (!spec.dynamics().imaginesPictures()) {
      return expected;
    }
    float[][] pictures = codec.decoded(shard, dynamics.features(expected));
    Rows seen = Rows.constant(codec.embeddings(shard, pictures));
    return dynamics.posterior(tape, previous, action, seen, noise.slice(count, 2 * count));
  }

  @Override
  public void close() {}
}
