package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * The DRNN (models/drnn.py of the published code): a recurrent encoder and a recurrent decoder with
 * a stochastic state between them. The same cells serve posterior and prior; the prior sees a zero
 * embedding.
 *
 * <pre>
 *   e(t) or 0, a(t), z(t-1) --GRU--> E(t) --> y(t) --> N(z(t)) --> z(t) --GRU--> D(t)
 *                             ^                ^                            ^
 *                           E(t-1)       z(t-1), D(t-1)                   D(t-1)
 * </pre>
 *
 * The heads read D alone. These are the published defaults of its wiring: the sample goes to the
 * encoder and to the next sample, the decoder to the next sample, and nothing else feeds back. The
 * hidden layer y is always a ReLU.
 */
final class DoubleRecurrentNetwork implements LatentDynamics {
  private final ModelSpec spec;
  private final GruCell encoder; // inputs e, a, z
  private final GaussianHead head; // inputs E, z, D
  private final GruCell decoder; // input z

  DoubleRecurrentNetwork(ParameterSet set, ModelSpec spec, int embedding) {
    this.spec = spec;
    int z = spec.stochastic();
    int units = spec.deterministic();
    encoder = new GruCell(set, "drnn/encoder", new int[] {embedding, spec.actionSize(), z}, units);
    head = new GaussianHead(set, "drnn/state", spec, false, units, z, units);
    decoder = new GruCell(set, "drnn/decoder", z, units);
  }

  /** What one step of the prior takes. */
  static Arithmetic.Step ofStep(ModelSpec spec) {
    long z = spec.stochastic();
    long h = spec.deterministic();
    return new Arithmetic.Step(
        Arithmetic.gru(spec.actionSize() + z, h)
            + (z + 2 * h + 2 * z) * spec.hidden()
            + Arithmetic.gru(z, h),
        h);
  }

  @Override
  public int stochastic() {
    return spec.stochastic();
  }

  /** E and D. */
  @Override
  public List<Integer> memoryWidths() {
    return List.of(spec.deterministic(), spec.deterministic());
  }

  @Override
  public LatentNoise noise() {
    return head.noise();
  }

  @Override
  public LatentDistribution zeros(int rows) {
    return head.zeros(rows);
  }

  @Override
  public Rows[] features(LatentState state) {
    return new Rows[] {decoded(state)};
  }

  private static Rows encoded(LatentState state) {
    return state.memory().getFirst();
  }

  private static Rows decoded(LatentState state) {
    return state.memory().getLast();
  }

  @Override
  public LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise) {
    return step(tape, encoder.beginWithout(tape, action.rows()), previous, action, noise);
  }

  @Override
  public LatentState posterior(
      Tape tape, LatentState previous, Rows action, Rows embedding, Rows noise) {
    return step(tape, encoder.begin(tape, embedding), previous, action, noise);
  }

  /** The embedding's share of the encoder and all of the prior wait for no recurrence. */
  @Override
  public Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise) {
    GruCell.Begun observed = encoder.begin(tape, embeddings); // [time * batch, units] each
    LatentState state = initial(batch);
    List<LatentState> previous = new ArrayList<>();
    List<LatentState> states = new ArrayList<>();
    for (int from = 0; from < actions.rows(); from += batch) {
      int to = from + batch;
      previous.add(state);
      state =
          step(
              tape,
              observed.slice(from, to),
              state,
              actions.slice(from, to),
              noise.slice(from, to));
      states.add(state);
    }
    return new Unrolled(
        LatentState.stack(tape, states),
        expectation(tape, LatentState.stack(tape, previous), actions));
  }

  /** The prior's distribution without a sample. */
  private Gaussian expectation(Tape tape, LatentState previous, Rows actions) {
    GruCell.Begun unobserved = encoder.beginWithout(tape, actions.rows());
    return distribution(tape, encode(tape, unobserved, previous, actions), previous);
  }

  private LatentState step(
      Tape tape, GruCell.Begun begun, LatentState previous, Rows action, Rows noise) {
    Rows e = encode(tape, begun, previous, action);
    Gaussian distribution = distribution(tape, e, previous);
    Rows z = distribution.sample(tape, noise);
    Rows d = decoder.apply(tape, z, decoded(previous));
    return new LatentState(distribution, z, List.of(e, d));
  }

  private Rows encode(Tape tape, GruCell.Begun begun, LatentState previous, Rows action) {
    return encoder.finish(tape, begun, encoded(previous), action, previous.sample());
  }

  private Gaussian distribution(Tape tape, Rows e, LatentState previous) {
    return head.apply(tape, e, previous.sample(), decoded(previous));
  }

  @Override
  public PackedPrior packed() {
    return new PackedDrnn(spec, encoder, head, decoder);
  }
}
