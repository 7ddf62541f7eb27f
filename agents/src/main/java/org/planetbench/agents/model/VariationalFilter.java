package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.LocallyLinear;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * The deep variational Bayes filter, locally linear (Karl et al. 2016; world-models-spec section
 * 4): nothing infers the latent z itself, which is a function of the z before, the action, and an
 * inferred w, so that the gradients of all heads pass through the transitions.
 *
 * <pre>
 *   z(t-1), a(t), e(t) --> y --> N(w(t)), whose prior is N(0, I)
 *   z(t-1), a(t) --> alpha = softmax(...)
 *   z(t) = sum over i of alpha_i (A_i z(t-1) + B_i a(t) + C_i w(t)),     at first z(1) = m(w(1))
 * </pre>
 *
 * The stochastic state is w, as wide as z, and z is memory. The first w is inferred from the first
 * embedding alone (in the paper: from the whole sequence). At first the A_i are close to the
 * identity, which the paper does not say: else z forgets before it learns to remember.
 */
final class VariationalFilter implements LatentDynamics {
  private static final String NAME = "dvbf";

  private final ModelSpec spec;
  private final GaussianHead first; // input e
  private final FirstLatent start;
  private final GaussianHead posterior; // inputs z, a, e
  private final LocallyLinearTransition transition; // inputs z, a, w

  VariationalFilter(ParameterSet set, ModelSpec spec, int embedding) {
    this.spec = spec;
    int z = spec.stochastic();
    int a = spec.actionSize();
    first = new GaussianHead(set, NAME + "/first", spec, false, embedding);
    start = new FirstLatent(set, NAME, spec);
    posterior = new GaussianHead(set, NAME + "/posterior", spec, false, z, a, embedding);
    transition =
        new LocallyLinearTransition(
            set,
            NAME,
            spec,
            Dense.Activation.SOFTMAX,
            LocallyLinear.persistent(set, NAME + "/transition", spec.bases(), z, z, a, z));
  }

  /** What one step of the prior takes. */
  static Arithmetic.Step ofStep(ModelSpec spec) {
    long z = spec.stochastic();
    return new Arithmetic.Step(
        LocallyLinearTransition.multiplyAdds(spec, z + spec.actionSize() + z), z);
  }

  @Override
  public int stochastic() {
    return spec.stochastic();
  }

  /** z, and whether there is one. */
  @Override
  public List<Integer> memoryWidths() {
    return List.of(spec.stochastic(), FirstStep.FLAG);
  }

  @Override
  public LatentNoise noise() {
    return posterior.noise();
  }

  @Override
  public LatentDistribution zeros(int rows) {
    return posterior.zeros(rows);
  }

  @Override
  public Rows[] features(LatentState state) {
    return new Rows[] {latent(state)};
  }

  private static Rows latent(LatentState state) {
    return state.memory().getFirst();
  }

  @Override
  public LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise) {
    Gaussian standard = posterior.zeros(action.rows()).uninformed();
    return FirstStep.choose(
        tape,
        previous,
        rows -> start(tape, standard.pick(tape, rows), noise.pick(tape, rows)),
        rows ->
            move(
                tape,
                previous.pick(tape, rows),
                action.pick(tape, rows),
                standard.pick(tape, rows),
                noise.pick(tape, rows)));
  }

  @Override
  public LatentState posterior(
      Tape tape, LatentState previous, Rows action, Rows embedding, Rows noise) {
    return FirstStep.choose(
        tape,
        previous,
        rows -> start(tape, first.apply(tape, embedding.pick(tape, rows)), noise.pick(tape, rows)),
        rows -> {
          LatentState from = previous.pick(tape, rows);
          Rows taken = action.pick(tape, rows);
          Gaussian q = posterior.apply(tape, latent(from), taken, embedding.pick(tape, rows));
          return move(tape, from, taken, q, noise.pick(tape, rows));
        });
  }

  /** The embedding's share of the posterior waits for no recurrence. */
  @Override
  public Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise) {
    Rows observed = posterior.begin(tape, 2, embeddings); // [time * batch, hidden]
    Gaussian q = first.apply(tape, embeddings.slice(0, batch));
    LatentState state = start(tape, q, noise.slice(0, batch));
    List<LatentState> states = new ArrayList<>(List.of(state));
    for (int from = batch; from < actions.rows(); from += batch) {
      int to = from + batch;
      Rows action = actions.slice(from, to);
      q = posterior.finish(tape, observed.slice(from, to), 0, latent(state), action);
      state = move(tape, state, action, q, noise.slice(from, to));
      states.add(state);
    }
    return new Unrolled(
        LatentState.stack(tape, states), posterior.zeros(actions.rows()).uninformed());
  }

  private LatentState start(Tape tape, Gaussian distribution, Rows noise) {
    Rows w = distribution.sample(tape, noise);
    return state(distribution, w, start.apply(tape, w));
  }

  private LatentState move(
      Tape tape, LatentState previous, Rows action, Gaussian distribution, Rows noise) {
    Rows w = distribution.sample(tape, noise);
    Rows alpha = transition.alpha(tape, latent(previous), action);
    return state(distribution, w, transition.apply(tape, alpha, latent(previous), action, w));
  }

  private static LatentState state(Gaussian distribution, Rows w, Rows z) {
    return new LatentState(distribution, w, List.of(z, FirstStep.done(z.rows())));
  }

  @Override
  public PackedPrior packed() {
    return new PackedFilter(spec, transition);
  }
}
