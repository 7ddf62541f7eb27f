package org.planetbench.agents.model;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;

/**
 * The buffers of one thread, and the rollout of as many candidates as they are wide.
 *
 * <p>All is [features, candidates] ({@link PackedPrior}), so nothing is concatenated, a step of
 * RSSM takes nine products at the published size, and every loop in between runs over contiguous
 * memory. Measured on one core: 105 GFLOP/s for products of this shape through ND4J's {@code
 * matmul}, 52 for the loops of {@link org.planetbench.agents.nn.kernel.MatrixKernel}, which win
 * only where products are tiny.
 */
final class ImaginedBlock implements AutoCloseable {
  /**
   * Some of the candidates that a planner proposes.
   *
   * @param endsWithValue whether the last state counts with its value in place of its reward
   */
  record Candidates(
      float[] actions,
      int horizon,
      int all,
      int first,
      int count,
      double discount,
      boolean endsWithValue) {
    /** All of them. */
    static Candidates all(
        float[] actions, int horizon, int count, double discount, boolean endsWithValue) {
      return new Candidates(actions, horizon, count, 0, count, discount, endsWithValue);
    }

    /** One of so many blocks of all. */
    Candidates block(int block, int blocks) {
      int from = Math.toIntExact((long) block * all / blocks);
      int to = Math.toIntExact((block + 1L) * all / blocks);
      return new Candidates(actions, horizon, all, from, to - from, discount, endsWithValue);
    }

    /** Where the actions of a time step begin. */
    int at(int t, int actionSize) {
      return (t * all + first) * actionSize;
    }
  }

  private final int width;
  private final PackedPrior.Block prior;
  private final PackedMlp.Block rewardHead;
  private final Optional<PackedMlp.Block> value;

  ImaginedBlock(PackedPrior prior, PackedMlp rewardHead, Optional<PackedMlp> value, int width) {
    this.width = width;
    this.prior = prior.block(width);
    this.rewardHead = rewardHead.new Block(this.prior.features(), width);
    this.value = value.map(head -> head.new Block(this.prior.features(), width));
  }

  int width() {
    return width;
  }

  /** Imagines the candidates from the start and writes their returns where they stand. */
  void rollOut(Belief start, Candidates candidates, RandomGenerator random, float[] returns) {
    prior.start(start);
    float[] reward = new float[width];
    double[] total = new double[width];
    double weight = 1; // discount^t
    for (int t = 0; t < candidates.horizon; t++) {
      takeActions(candidates, t);
      prior.step(random);
      boolean last = t == candidates.horizon - 1;
      (last && candidates.endsWithValue ? value.orElseThrow() : rewardHead).compute(reward);
      for (int j = 0; j < width; j++) {
        total[j] += weight * reward[j];
      }
      weight *= candidates.discount;
    }
    for (int j = 0; j < candidates.count; j++) {
      returns[candidates.first + j] = (float) total[j];
    }
  }

  /** Transposes [candidates, actionSize]. What lies beyond the candidates keeps what it had. */
  private void takeActions(Candidates candidates, int t) {
    int size = prior.action().size() / width;
    int at = candidates.at(t, size);
    for (int j = 0; j < candidates.count; j++) {
      for (int i = 0; i < size; i++) {
        prior.action().floats().put(i * width + j, candidates.actions[at++]);
      }
    }
  }

  @Override
  public void close() {
    value.ifPresent(PackedMlp.Block::close);
    rewardHead.close();
    prior.close(); // last: the others read its features
  }
}
