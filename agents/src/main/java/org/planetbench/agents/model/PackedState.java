package org.planetbench.agents.model;

import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.host.NativeTensor;

/** The candidates of a prior whose state is z alone: rows a, z, 1, of which z, 1 are features. */
abstract class PackedState extends PackedPrior.Block {
  /** a, z, 1 */
  final NativeTensor state;

  final NativeTensor z;
  private final NativeTensor action;
  private final NativeTensor features;

  PackedState(ModelSpec spec, int width) {
    super(width);
    int a = spec.actionSize();
    int s = spec.stochastic();
    state = rows.createWithOne(a + s);
    action = state.rows(0, a);
    z = state.rows(a, s);
    features = state.rows(a, s + 1);
  }

  @Override
  void start(Belief belief) {
    rows.replicate(belief.sample(), 0, z);
  }

  @Override
  final NativeTensor action() {
    return action;
  }

  @Override
  final NativeTensor features() {
    return features;
  }
}
