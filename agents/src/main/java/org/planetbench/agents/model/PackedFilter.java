package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.host.NativeTensor;

/**
 * The prior of {@link VariationalFilter} for planning, from its second step on.
 *
 * <pre>
 *   rows of the state:   w   a   z   1
 *   mixing network          [a   z   1]    -> alpha
 *   bases               [w   a   z]        -> z
 *   features                    [z   1]
 * </pre>
 */
final class PackedFilter extends PackedPrior {
  private final ModelSpec spec;
  private final PackedTransition transition;

  PackedFilter(ModelSpec spec, LocallyLinearTransition transition) {
    this.spec = spec;
    int inputs = spec.stochastic() + spec.actionSize() + spec.stochastic();
    this.transition = new PackedTransition(weights, spec, transition, inputs);
  }

  @Override
  void load() {
    transition.load(2, 1, 0); // of inputs z, a, w
  }

  @Override
  PackedPrior.Block block(int width) {
    return new Block(width);
  }

  private final class Block extends PackedPrior.Block {
    private final NativeTensor w;
    private final NativeTensor action;
    private final NativeTensor z;
    private final NativeTensor features;
    private final PackedTransition.Mixing mixing;

    Block(int width) {
      super(width);
      int a = spec.actionSize();
      int s = spec.stochastic();
      NativeTensor state = rows.createWithOne(s + a + s);
      w = state.rows(0, s);
      action = state.rows(s, a);
      z = state.rows(s + a, s);
      features = state.rows(s + a, s + 1);
      mixing = transition.new Mixing(rows, state.rows(s, a + s + 1), state.rows(0, s + a + s));
    }

    @Override
    void start(Belief belief) {
      FirstStep.requireDone(belief, spec.dynamics());
      rows.replicate(belief.deterministic(), 0, z);
    }

    @Override
    NativeTensor action() {
      return action;
    }

    @Override
    void step(RandomGenerator random) {
      kernel.normals(random, w);
      mixing.step(kernel, z);
    }

    @Override
    NativeTensor features() {
      return features;
    }
  }
}
