package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * The purely stochastic state-space model (Hafner et al. 2019, equation 2): all memory passes
 * through samples of z.
 *
 * <pre>
 *   z(t-1), a(t) --> y --> prior N(mean, std of z(t))
 *                            |
 *                            +-- mean, std, e(t) --> y' --> posterior N(z(t)), whose sample goes on
 * </pre>
 *
 * The posterior corrects the prior's distribution; a sample of the prior is drawn only where
 * nothing is observed.
 */
final class StochasticStateSpace implements LatentDynamics {
  private final ModelSpec spec;
  private final GaussianHead prior;
  private final GaussianHead posterior;

  StochasticStateSpace(ParameterSet set, ModelSpec spec, int embedding) {
    this.spec = spec;
    int z = spec.stochastic();
    prior = new GaussianHead(set, "ssm/prior", spec, false, z, spec.actionSize());
    posterior = new GaussianHead(set, "ssm/posterior", spec, false, z, z, embedding);
  }

  /** What one step of the prior takes. */
  static Arithmetic.Step ofStep(ModelSpec spec) {
    long z = spec.stochastic();
    return new Arithmetic.Step((spec.actionSize() + z + 2 * z) * spec.hidden(), z);
  }

  @Override
  public int stochastic() {
    return spec.stochastic();
  }

  @Override
  public List<Integer> memoryWidths() {
    return List.of();
  }

  @Override
  public LatentNoise noise() {
    return prior.noise();
  }

  @Override
  public LatentDistribution zeros(int rows) {
    return prior.zeros(rows);
  }

  @Override
  public Rows[] features(LatentState state) {
    return new Rows[] {state.sample()};
  }

  @Override
  public LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise) {
    return state(tape, prior.apply(tape, previous.sample(), action), noise);
  }

  @Override
  public LatentState posterior(
      Tape tape, LatentState previous, Rows action, Rows embedding, Rows noise) {
    Gaussian p = prior.apply(tape, previous.sample(), action);
    return state(tape, posterior.apply(tape, p.mean(), p.std(), embedding), noise);
  }

  /** The actions' share of the prior and the embeddings' of the posterior wait for nothing. */
  @Override
  public Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise) {
    Rows acted = prior.begin(tape, 1, actions); // [time * batch, hidden]
    Rows observed = posterior.begin(tape, 2, embeddings); // [time * batch, hidden]
    LatentState state = initial(batch);
    List<LatentState> states = new ArrayList<>();
    List<LatentDistribution> priors = new ArrayList<>();
    for (int from = 0; from < actions.rows(); from += batch) {
      int to = from + batch;
      Gaussian p = prior.finish(tape, acted.slice(from, to), 0, state.sample());
      Gaussian q = posterior.finish(tape, observed.slice(from, to), 0, p.mean(), p.std());
      state = state(tape, q, noise.slice(from, to));
      priors.add(p);
      states.add(state);
    }
    return new Unrolled(LatentState.stack(tape, states), LatentDistribution.stack(tape, priors));
  }

  private static LatentState state(Tape tape, Gaussian distribution, Rows noise) {
    return new LatentState(distribution, distribution.sample(tape, noise), List.of());
  }

  @Override
  public PackedPrior packed() {
    return new PackedSsm(spec, prior);
  }
}
