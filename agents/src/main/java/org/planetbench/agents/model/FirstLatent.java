package org.planetbench.agents.model;

import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** m of Karl et al. 2016: the first latent z(1) of the first w, by one hidden layer of ReLUs. */
final class FirstLatent {
  private final Dense hidden;
  private final Dense out;

  FirstLatent(ParameterSet set, String name, ModelSpec spec) {
    int z = spec.stochastic();
    hidden = new Dense(set, name + "/start/hidden", Dense.Activation.RELU, spec.hidden(), z);
    out = new Dense(set, name + "/start/out", Dense.Activation.LINEAR, z, spec.hidden());
  }

  Rows apply(Tape tape, Rows w) {
    return out.apply(tape, hidden.apply(tape, w));
  }
}
