package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Workers;
import org.planetbench.agents.planning.TrajectoryScorer;

/**
 * Rolls the prior for many candidates from one belief and sums the reward head's means, discounted:
 * the hot path of planning.
 *
 * <p>The candidates are cut into blocks, and a thread takes a block through all time steps without
 * waiting for another ({@link ImaginedBlock}). Each block draws from a generator of its own and the
 * cut does not depend on the number of threads, so neither threads nor timing change a bit.
 */
final class Imagination implements AutoCloseable {
  private static final RandomGeneratorFactory<RandomGenerator> L64X128_MIX =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /** What still fits a core's second-level cache at the published size. */
  private static final int WIDEST_BLOCK = 256;

  private final Workers workers;
  private final PackedPrior prior;
  private final PackedMlp rewardHead;
  private final Optional<PackedMlp> value;
  private final List<ImaginedBlock> blocks = new ArrayList<>();

  /** Takes the packed weights over and closes them. */
  Imagination(PackedPrior prior, PackedMlp rewardHead, Optional<PackedMlp> value, Workers workers) {
    this.prior = prior;
    this.rewardHead = rewardHead;
    this.value = value;
    this.workers = workers;
  }

  /** Copies the weights as they are now. */
  void load() {
    prior.load();
    rewardHead.load();
    value.ifPresent(PackedMlp::load);
  }

  /** Multiply-adds of one imagined step of one candidate, reward included, biases apart. */
  long multiplyAdds() {
    return prior.multiplyAdds() + rewardHead.multiplyAdds();
  }

  /**
   * @param endsWithValue whether the last state counts with its value in place of its reward
   */
  TrajectoryScorer from(Belief start, RandomGenerator noise, boolean endsWithValue) {
    return (actions, horizon, candidates, discount, returns) ->
        score(start, noise, endsWithValue, actions, horizon, candidates, discount, returns);
  }

  private void score(
      Belief start,
      RandomGenerator noise,
      boolean endsWithValue,
      float[] actions,
      int horizon,
      int candidates,
      double discount,
      float[] returns) {
    int count = blockCount(candidates);
    long[] seeds = new long[count];
    for (int i = 0; i < count; i++) {
      seeds[i] = noise.nextLong();
    }
    prepare(Math.ceilDiv(candidates, count));
    workers.run(
        count,
        i -> {
          int first = firstCandidate(i, count, candidates);
          int width = firstCandidate(i + 1, count, candidates) - first;
          blocks
              .get(i % blocks.size())
              .rollOut(
                  start,
                  new ImaginedBlock.Candidates(
                      actions, horizon, candidates, first, width, discount, endsWithValue),
                  L64X128_MIX.create(seeds[i]),
                  returns);
        });
  }

  /** An even number of blocks, none wider than {@link #WIDEST_BLOCK}. */
  private static int blockCount(int candidates) {
    return candidates < 32 ? 1 : 2 * Math.ceilDiv(candidates, 2 * WIDEST_BLOCK);
  }

  private static int firstCandidate(int block, int count, int candidates) {
    return Math.toIntExact((long) block * candidates / count);
  }

  /** One block of buffers for each thread, of the width asked for. */
  private void prepare(int width) {
    if (!blocks.isEmpty() && blocks.getFirst().width() == width) {
      return;
    }
    blocks.forEach(ImaginedBlock::close);
    blocks.clear();
    for (int i = 0; i < workers.count(); i++) {
      blocks.add(new ImaginedBlock(prior, rewardHead, value, width));
    }
  }

  @Override
  public void close() {
    blocks.forEach(ImaginedBlock::close);
    prior.close();
    rewardHead.close();
    value.ifPresent(PackedMlp::close);
  }
}
