package org.planetbench.agents.model;

import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** What {@link ProcessStateSpace} and {@link OpenProcessStateSpace} have of their transition. */
interface ProcessDynamics extends LatentDynamics {
  ProcessTransition transition();

  @Override
  default int stochastic() {
    return transition().stochastic();
  }

  @Override
  default LatentNoise noise() {
    return transition().noise();
  }

  @Override
  default LatentDistribution zeros(int rows) {
    return Gaussian.zeros(rows, stochastic());
  }

  @Override
  default Rows[] features(LatentState state) {
    return new Rows[] {state.sample()};
  }

  @Override
  default double parameterDivergence(Tape tape, double scale) {
    return transition().divergence(tape, scale);
  }

  @Override
  default PackedPrior packed() {
    return transition().packed();
  }
}
