package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.LocallyLinear;
import org.planetbench.agents.nn.MixedVariance;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * The fusion variant of {@link VariationalFilter} (world-models-spec section 4.2, by the authors'
 * group): the posterior is the product of what the transition expects and what the picture says.
 *
 * <pre>
 *   alpha = sigmoid(...),   m(t) = z(t-1) + sum over i of alpha_i (A_i z(t-1) + B_i a(t))
 *   prior      N(m(t), v)          with v  of base vectors that alpha mixes
 *   posterior  N(m(t), v') N(z(t); e(t)), normalised, with v' of other base vectors
 *   at first   z(1) = m(w(1)), w(1) inferred from e(1), whose prior is N(0, I)
 * </pre>
 *
 * The bases A and B stay within +-0.2. The distribution of the first state is that of w.
 */
final class FusionFilter implements LatentDynamics {
  private static final String NAME = "dvbf_fusion";

  private final ModelSpec spec;
  private final GaussianHead first; // input e
  private final FirstLatent start;
  private final GaussianHead measurement; // input e
  private final LocallyLinearTransition transition; // inputs z, a
  private final MixedVariance filterVariance;
  private final MixedVariance priorVariance;

  /** What the transition expects: the mixing weights and the mean. */
  private record Expected(Rows alpha, Rows mean) {}

  FusionFilter(ParameterSet set, ModelSpec spec, int embedding) {
    this.spec = spec;
    int z = spec.stochastic();
    int bases = spec.bases();
    first = new GaussianHead(set, NAME + "/first", spec, false, embedding);
    start = new FirstLatent(set, NAME, spec);
    measurement = new GaussianHead(set, NAME + "/measurement", spec, false, embedding);
    transition =
        new LocallyLinearTransition(
            set,
            NAME,
            spec,
            Dense.Activation.SIGMOID,
            LocallyLinear.bounded(set, NAME + "/transition", bases, z, z, spec.actionSize()));
    filterVariance = new MixedVariance(set, NAME + "/filter_variance", bases, z);
    priorVariance = new MixedVariance(set, NAME + "/prior_variance", bases, z);
  }

  /** What one step of the prior takes. */
  static Arithmetic.Step ofStep(ModelSpec spec) {
    long z = spec.stochastic();
    return new Arithmetic.Step(
        LocallyLinearTransition.multiplyAdds(spec, z + spec.actionSize()) + spec.bases() * z, z);
  }

  @Override
  public int stochastic() {
    return spec.stochastic();
  }

  /** Whether the first step is done. */
  @Override
  public List<Integer> memoryWidths() {
    return List.of(FirstStep.FLAG);
  }

  @Override
  public LatentNoise noise() {
    return measurement.noise();
  }

  @Override
  public LatentDistribution zeros(int rows) {
    return measurement.zeros(rows);
  }

  @Override
  public Rows[] features(LatentState state) {
    return new Rows[] {state.sample()};
  }

  @Override
  public LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise) {
    return FirstStep.choose(
        tape,
        previous,
        rows -> start(tape, standard(rows.length), noise.pick(tape, rows)),
        rows -> {
          Expected expected =
              expect(tape, previous.sample().pick(tape, rows), action.pick(tape, rows));
          return drawn(tape, prior(tape, expected), noise.pick(tape, rows));
        });
  }

  @Override
  public LatentState posterior(
      Tape tape, LatentState previous, Rows action, Rows embedding, Rows noise) {
    return FirstStep.choose(
        tape,
        previous,
        rows -> start(tape, first.apply(tape, embedding.pick(tape, rows)), noise.pick(tape, rows)),
        rows -> {
          Expected expected =
              expect(tape, previous.sample().pick(tape, rows), action.pick(tape, rows));
          Gaussian measured = measurement.apply(tape, embedding.pick(tape, rows));
          return drawn(tape, fused(tape, expected, measured), noise.pick(tape, rows));
        });
  }

  /** The measurements wait for no recurrence. */
  @Override
  public Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise) {
    Gaussian measured = measurement.apply(tape, embeddings);
    Gaussian q = first.apply(tape, embeddings.slice(0, batch));
    LatentState state = start(tape, q, noise.slice(0, batch));
    List<LatentState> states = new ArrayList<>(List.of(state));
    List<LatentDistribution> priors = new ArrayList<>(List.of(standard(batch)));
    for (int from = batch; from < actions.rows(); from += batch) {
      int to = from + batch;
      Expected expected = expect(tape, state.sample(), actions.slice(from, to));
      q = fused(tape, expected, measured.slice(from, to));
      priors.add(prior(tape, expected));
      state = drawn(tape, q, noise.slice(from, to));
      states.add(state);
    }
    return new Unrolled(LatentState.stack(tape, states), LatentDistribution.stack(tape, priors));
  }

  private Gaussian standard(int rows) {
    return measurement.zeros(rows).uninformed();
  }

  private Expected expect(Tape tape, Rows z, Rows action) {
    Rows alpha = transition.alpha(tape, z, action);
    return new Expected(alpha, z.plus(tape, transition.apply(tape, alpha, z, action)));
  }

  private Gaussian prior(Tape tape, Expected expected) {
    return new Gaussian(expected.mean, priorVariance.std(tape, expected.alpha));
  }

  private Gaussian fused(Tape tape, Expected expected, Gaussian measured) {
    Gaussian moved = new Gaussian(expected.mean, filterVariance.std(tape, expected.alpha));
    return Gaussian.product(tape, moved, measured);
  }

  private LatentState start(Tape tape, Gaussian ofW, Rows noise) {
    return state(ofW, start.apply(tape, ofW.sample(tape, noise)));
  }

  private static LatentState drawn(Tape tape, Gaussian distribution, Rows noise) {
    return state(distribution, distribution.sample(tape, noise));
  }

  private static LatentState state(Gaussian distribution, Rows z) {
    return new LatentState(distribution, z, List.of(FirstStep.done(z.rows())));
  }

  @Override
  public PackedPrior packed() {
    return new PackedFusion(spec, transition, priorVariance);
  }
}
