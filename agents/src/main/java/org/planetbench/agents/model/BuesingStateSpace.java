package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * The state-space models of Buesing et al. 2018 (world-models-spec section 3) with vectors in place
 * of their pictures: z is drawn from the state s before, and only then the state moves.
 *
 * <pre>
 *   s(t-1), a(t) --------> y  --> prior of z(t)
 *   s(t-1), a(t), e(t) --> y' --> posterior of z(t), whose sample goes on
 *   sssm:   z(t), a(t) --> x(t) --GRU from s(t-1)--> s(t)
 *   dssm:         a(t) --> x(t) --GRU from s(t-1)--> s(t),     at first s(1) = e(1) W + b
 * </pre>
 *
 * The heads read z and s. RSSM moves first, with the z before, and draws z from where it got: that
 * one edge of the graph is where sSSM differs. In dSSM (dSSM-VAE of the paper) z enters the heads
 * alone, and the state sees one observation, the first; so its memory has a flag, 1 once something
 * was observed. What is imagined before that moves like any other step.
 */
final class BuesingStateSpace implements LatentDynamics {
  private final ModelSpec spec;
  private final Dense input; // of sssm inputs z, a, of dssm a
  private final GruCell cell;
  private final GaussianHead prior; // inputs s, a
  private final GaussianHead posterior; // inputs s, a, e
  private final Optional<Dense> first; // of dssm: input e

  BuesingStateSpace(ParameterSet set, ModelSpec spec, int embedding) {
    this.spec = spec;
    String name = spec.dynamics().key();
    int a = spec.actionSize();
    int s = spec.deterministic();
    int[] inputs = drawsIntoState(spec) ? new int[] {spec.stochastic(), a} : new int[] {a};
    input = new Dense(set, name + "/input", Dense.Activation.RELU, spec.hidden(), inputs);
    cell = new GruCell(set, name + "/gru", spec.hidden(), s);
    prior = new GaussianHead(set, name + "/prior", spec, false, s, a);
    posterior = new GaussianHead(set, name + "/posterior", spec, false, s, a, embedding);
    first =
        drawsIntoState(spec)
            ? Optional.empty()
            : Optional.of(new Dense(set, name + "/first", Dense.Activation.LINEAR, s, embedding));
  }

  /** Whether z moves the state: sssm. */
  static boolean drawsIntoState(ModelSpec spec) {
    return spec.dynamics() == DynamicsKind.SSSM;
  }

  /** What one step of the prior takes. */
  static Arithmetic.Step ofStep(ModelSpec spec) {
    long a = spec.actionSize();
    long z = spec.stochastic();
    long s = spec.deterministic();
    long inputs = drawsIntoState(spec) ? a + z : a;
    return new Arithmetic.Step(
        (s + a + 2 * z) * spec.hidden() + inputs * spec.hidden() + Arithmetic.gru(spec.hidden(), s),
        z + s);
  }

  @Override
  public int stochastic() {
    return spec.stochastic();
  }

  @Override
  public List<Integer> memoryWidths() {
    return drawsIntoState(spec)
        ? List.of(spec.deterministic())
        : List.of(spec.deterministic(), FirstStep.FLAG);
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
    return new Rows[] {state.sample(), moved(state)};
  }

  private static Rows moved(LatentState state) {
    return state.memory().getFirst();
  }

  @Override
  public LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise) {
    Gaussian p = prior.apply(tape, moved(previous), action);
    Rows z = p.sample(tape, noise);
    List<Rows> memory = new ArrayList<>(List.of(move(tape, moved(previous), action, z)));
    memory.addAll(previous.memory().subList(1, previous.memory().size())); // dssm's flag
    return new LatentState(p, z, memory);
  }

  @Override
  public LatentState posterior(
      Tape tape, LatentState previous, Rows action, Rows embedding, Rows noise) {
    Rows begun = posterior.begin(tape, 2, embedding);
    return drawsIntoState(spec)
        ? filter(tape, previous, action, begun, noise)
        : FirstStep.choose(
            tape,
            previous,
            rows ->
                start(
                    tape,
                    previous.pick(tape, rows),
                    action.pick(tape, rows),
                    embedding.pick(tape, rows),
                    begun.pick(tape, rows),
                    noise.pick(tape, rows)),
            rows ->
                filter(
                    tape,
                    previous.pick(tape, rows),
                    action.pick(tape, rows),
                    begun.pick(tape, rows),
                    noise.pick(tape, rows)));
  }

  /** The actions' and embeddings' shares of the heads wait for nothing, and the prior for s. */
  @Override
  public Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise) {
    Rows begun = posterior.begin(tape, 2, embeddings); // [time * batch, hidden]
    LatentState state = initial(batch);
    List<Rows> before = new ArrayList<>();
    List<LatentState> states = new ArrayList<>();
    for (int from = 0; from < actions.rows(); from += batch) {
      int to = from + batch;
      Rows action = actions.slice(from, to);
      Rows observed = begun.slice(from, to);
      Rows now = noise.slice(from, to);
      before.add(moved(state));
      state =
          from == 0 && !drawsIntoState(spec)
              ? start(tape, state, action, embeddings.slice(from, to), observed, now)
              : filter(tape, state, action, observed, now);
      states.add(state);
    }
    return new Unrolled(
        LatentState.stack(tape, states), prior.apply(tape, Rows.stack(tape, before), actions));
  }

  /**
   * One step with an observation.
   *
   * @param begun the embedding's share of the posterior
   */
  private LatentState filter(Tape tape, LatentState previous, Rows action, Rows begun, Rows noise) {
    Gaussian q = posterior.finish(tape, begun, 0, moved(previous), action);
    Rows z = q.sample(tape, noise);
    return observed(q, z, move(tape, moved(previous), action, z));
  }

  /** The first step with an observation, of dssm. */
  private LatentState start(
      Tape tape, LatentState previous, Rows action, Rows embedding, Rows begun, Rows noise) {
    Gaussian q = posterior.finish(tape, begun, 0, moved(previous), action);
    return observed(q, q.sample(tape, noise), first.orElseThrow().apply(tape, embedding));
  }

  private LatentState observed(Gaussian q, Rows z, Rows s) {
    List<Rows> memory = drawsIntoState(spec) ? List.of(s) : List.of(s, FirstStep.done(s.rows()));
    return new LatentState(q, z, memory);
  }

  private Rows move(Tape tape, Rows s, Rows action, Rows z) {
    Rows x = drawsIntoState(spec) ? input.apply(tape, z, action) : input.apply(tape, action);
    return cell.apply(tape, x, s);
  }

  @Override
  public PackedPrior packed() {
    return new PackedBuesing(spec, input, cell, prior);
  }
}
