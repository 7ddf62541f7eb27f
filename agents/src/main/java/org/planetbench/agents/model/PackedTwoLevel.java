package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.host.NativeTensor;

/**
 * The prior of {@link TwoLevelStateSpace} for planning, from its second step on.
 *
 * <pre>
 *   rows of the state:   z1   z2   1   a
 *   prior                    [z2   1   a]    -> z1
 *   memory              [z1   z2   1   a]    -> z2
 *   features            [z1   z2   1]
 * </pre>
 */
final class PackedTwoLevel extends PackedPrior {
  private final ModelSpec spec;
  private final SlacNet.Packed prior; // inputs z2, a
  private final SlacNet.Packed memory; // inputs z1, z2, a

  PackedTwoLevel(ModelSpec spec, SlacNet prior, SlacNet memory) {
    this.spec = spec;
    int inputs = spec.deterministic() + spec.actionSize();
    this.prior = prior.new Packed(weights, inputs);
    this.memory = memory.new Packed(weights, spec.stochastic() + inputs);
  }

  @Override
  void load() {
    prior.load(prior.column(0), prior.bias(), prior.column(1));
    memory.load(memory.column(0), memory.column(1), memory.bias(), memory.column(2));
  }

  @Override
  PackedPrior.Block block(int width) {
    return new Block(width);
  }

  private final class Block extends PackedPrior.Block {
    private final NativeTensor first;
    private final NativeTensor second;
    private final NativeTensor action;
    private final NativeTensor features;
    private final SlacNet.Packed.Sampling drawsFirst;
    private final SlacNet.Packed.Sampling drawsSecond;

    Block(int width) {
      super(width);
      int a = spec.actionSize();
      int s = spec.stochastic();
      int d = spec.deterministic();
      NativeTensor state = rows.create(s + d + 1 + a);
      CandidateRows.ones(state, s + d);
      first = state.rows(0, s);
      second = state.rows(s, d);
      action = state.rows(s + d + 1, a);
      features = state.rows(0, s + d + 1);
      drawsFirst = prior.new Sampling(rows, state.rows(s, d + 1 + a), first);
      drawsSecond = memory.new Sampling(rows, state, second);
    }

    @Override
    void start(Belief belief) {
      FirstStep.requireDone(belief, spec.dynamics());
      rows.replicate(belief.deterministic(), 0, second);
    }

    @Override
    NativeTensor action() {
      return action;
    }

    @Override
    void step(RandomGenerator random) {
      drawsFirst.step(kernel, random);
      drawsSecond.step(kernel, random);
    }

    @Override
    NativeTensor features() {
      return features;
    }
  }
}
