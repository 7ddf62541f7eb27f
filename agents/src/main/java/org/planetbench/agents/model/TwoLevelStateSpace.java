package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * SLAC's latents (Lee et al. 2020; world-models-spec section 2): two stochastic vectors, of which
 * z1 is inferred, and z2, through which all history flows, is always drawn from the same net.
 *
 * <pre>
 *   at first   N(0, I), and of e(1) alone                 --> z1(1) --> N(z2(1))
 *   prior      z2(t-1), a(t)       --> N(z1(t))
 *   posterior  z2(t-1), a(t), e(t) --> N(z1(t))
 *   both       z1(t), z2(t-1), a(t) --> N(z2(t))
 * </pre>
 *
 * As z2 has no posterior of its own, its divergence is zero, and the likelihoods alone train it.
 * Its width is that of the deterministic states of other dynamics.
 */
final class TwoLevelStateSpace implements LatentDynamics {
  private final ModelSpec spec;
  private final SlacNet prior; // inputs z2, a
  private final SlacNet firstPosterior; // input e
  private final SlacNet posterior; // inputs z2, a, e
  private final SlacNet firstMemory; // input z1
  private final SlacNet memory; // inputs z1, z2, a

  TwoLevelStateSpace(ParameterSet set, ModelSpec spec, int embedding) {
    this.spec = spec;
    int a = spec.actionSize();
    int z1 = spec.stochastic();
    int z2 = spec.deterministic();
    prior = new SlacNet(set, "slac/prior", spec, z1, z2, a);
    firstPosterior = new SlacNet(set, "slac/first_posterior", spec, z1, embedding);
    posterior = new SlacNet(set, "slac/posterior", spec, z1, z2, a, embedding);
    firstMemory = new SlacNet(set, "slac/first_memory", spec, z2, z1);
    memory = new SlacNet(set, "slac/memory", spec, z2, z1, z2, a);
  }

  /** What one step of the prior takes. */
  static Arithmetic.Step ofStep(ModelSpec spec) {
    long a = spec.actionSize();
    long z1 = spec.stochastic();
    long z2 = spec.deterministic();
    return new Arithmetic.Step(
        SlacNet.multiplyAdds(spec, z2 + a, z1) + SlacNet.multiplyAdds(spec, z1 + z2 + a, z2),
        z1 + z2);
  }

  @Override
  public int stochastic() {
    return spec.stochastic();
  }

  /** z2, and whether there is one. */
  @Override
  public List<Integer> memoryWidths() {
    return List.of(spec.deterministic(), FirstStep.FLAG);
  }

  /** z1's, then z2's. */
  @Override
  public LatentNoise noise() {
    return LatentNoise.normals(spec.stochastic() + spec.deterministic());
  }

  @Override
  public LatentDistribution zeros(int rows) {
    return prior.zeros(rows);
  }

  @Override
  public Rows[] features(LatentState state) {
    return new Rows[] {state.sample(), second(state)};
  }

  private static Rows second(LatentState state) {
    return state.memory().getFirst();
  }

  @Override
  public LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise) {
    return FirstStep.choose(
        tape,
        previous,
        rows -> start(tape, prior.zeros(rows.length).uninformed(), noise.pick(tape, rows)),
        rows -> {
          LatentState from = previous.pick(tape, rows);
          Rows taken = action.pick(tape, rows);
          Gaussian p = prior.apply(tape, second(from), taken);
          return move(tape, from, taken, p, noise.pick(tape, rows));
        });
  }

  @Override
  public LatentState posterior(
      Tape tape, LatentState previous, Rows action, Rows embedding, Rows noise) {
    return FirstStep.choose(
        tape,
        previous,
        rows ->
            start(
                tape,
                firstPosterior.apply(tape, embedding.pick(tape, rows)),
                noise.pick(tape, rows)),
        rows -> {
          LatentState from = previous.pick(tape, rows);
          Rows taken = action.pick(tape, rows);
          Gaussian q = posterior.apply(tape, second(from), taken, embedding.pick(tape, rows));
          return move(tape, from, taken, q, noise.pick(tape, rows));
        });
  }

  /** The embedding's share of the posterior and all of the prior wait for no recurrence. */
  @Override
  public Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise) {
    int end = actions.rows();
    Rows observed = posterior.begin(tape, 2, embeddings); // [time * batch, hidden]
    Gaussian q = firstPosterior.apply(tape, embeddings.slice(0, batch));
    LatentState state = start(tape, q, noise.slice(0, batch));
    List<LatentState> states = new ArrayList<>(List.of(state));
    for (int from = batch; from < end; from += batch) {
      int to = from + batch;
      Rows action = actions.slice(from, to);
      q = posterior.finish(tape, observed.slice(from, to), second(state), action);
      state = move(tape, state, action, q, noise.slice(from, to));
      states.add(state);
    }
    LatentState all = LatentState.stack(tape, states);
    LatentDistribution first = prior.zeros(batch).uninformed();
    return new Unrolled(
        all,
        end == batch
            ? first
            : LatentDistribution.stack(
                tape,
                List.of(
                    first,
                    prior.apply(
                        tape, second(all).slice(0, end - batch), actions.slice(batch, end)))));
  }

  private LatentState start(Tape tape, Gaussian distribution, Rows noise) {
    Rows z1 = distribution.sample(tape, noise.columns(0, spec.stochastic()));
    return state(tape, distribution, z1, firstMemory.apply(tape, z1), noise);
  }

  private LatentState move(
      Tape tape, LatentState previous, Rows action, Gaussian distribution, Rows noise) {
    Rows z1 = distribution.sample(tape, noise.columns(0, spec.stochastic()));
    Gaussian p = memory.apply(tape, z1, second(previous), action);
    return state(tape, distribution, z1, p, noise);
  }

  private LatentState state(
      Tape tape, Gaussian distribution, Rows z1, Gaussian ofSecond, Rows noise) {
    Rows rest = noise.columns(spec.stochastic(), noise.columns());
    Rows z2 = ofSecond.sample(tape, rest);
    return new LatentState(distribution, z1, List.of(z2, FirstStep.done(z2.rows())));
  }

  @Override
  public PackedPrior packed() {
    return new PackedTwoLevel(spec, prior, memory);
  }
}
