package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
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
final class PackedImagination implements Imagination {
  private static final RandomGeneratorFactory<RandomGenerator> L64X128_MIX =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /** What still fits a core's second-level cache at the published size. */
  private static final int WIDEST_BLOCK = 256;

  /** A bound on the memory of a tape. */
  private static final int WIDEST_TAPE = 64;

  private final Workers workers;
  private final List<Shard> shards; // one for each thread
  private final PackedPrior prior;
  private final PackedMlp rewardHead;
  private final Optional<PackedMlp> value;
  private final TapedImagination taped;
  private final List<ImaginedBlock> blocks = new ArrayList<>();

  /**
   * Takes the packed prior over and closes it.
   *
   * @param taped has the weights of the heads, of which it packs and closes copies
   */
  PackedImagination(
      PackedPrior prior, TapedImagination taped, Workers workers, List<Shard> shards) {
    this.shards = shards;
    this.taped = taped;
    this.prior = prior;
    this.rewardHead = new PackedMlp(taped.rewardHead());
    this.value = taped.value().map(PackedMlp::new);
    this.workers = workers;
  }

  @Override
  public void load() {
    prior.load();
    rewardHead.load();
    value.ifPresent(PackedMlp::load);
  }

  @Override
  public long multiplyAdds() {
    return prior.multiplyAdds() + rewardHead.multiplyAdds();
  }

  @Override
  public TrajectoryScorer from(Belief start, RandomGenerator noise, boolean endsWithValue) {
    return new TrajectoryScorer() {
      @Override
      public void score(
          float[] actions, int horizon, int candidates, double discount, float[] returns) {
        int count = blockCount(candidates, WIDEST_BLOCK);
        prepare(Math.ceilDiv(candidates, count));
        inBlocks(
            count,
            ImaginedBlock.Candidates.all(actions, horizon, candidates, discount, endsWithValue),
            noise,
            (i, some, random) ->
                blocks.get(i % blocks.size()).rollOut(start, some, random, returns));
      }

      @Override
      public void differentiate(
          float[] actions,
          int horizon,
          int candidates,
          double discount,
          float[] returns,
          float[] gradients) {
        inBlocks(
            blockCount(candidates, WIDEST_TAPE),
            ImaginedBlock.Candidates.all(actions, horizon, candidates, discount, endsWithValue),
            noise,
            (i, some, random) -> {
              Shard shard = shards.get(i % shards.size());
              try (Scope _ = shard.open()) {
                taped.rollOut(shard, start, some, random, returns, gradients);
              }
            });
      }
    };
  }

  /** What is done with a block of candidates. */
  private interface Work {
    void of(int block, ImaginedBlock.Candidates candidates, RandomGenerator random);
  }

  private void inBlocks(
      int count, ImaginedBlock.Candidates candidates, RandomGenerator noise, Work work) {
    long[] seeds = new long[count];
    for (int i = 0; i < count; i++) {
      seeds[i] = noise.nextLong();
    }
    workers.run(count, i -> work.of(i, candidates.block(i, count), L64X128_MIX.create(seeds[i])));
  }

  /** An even number of blocks, none wider than that. */
  private static int blockCount(int candidates, int widest) {
    return candidates < 32 ? 1 : 2 * Math.ceilDiv(candidates, 2 * widest);
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
