package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.PictureDecoder;
import org.planetbench.agents.nn.PictureEncoder;
import org.planetbench.agents.nn.RecurrentCell;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * The recurrent state-space model (Hafner et al. 2019, equation 4): a deterministic belief h that
 * carries memory, and a stochastic state z.
 *
 * <pre>
 *   z(t-1), a(t) --> x(t) --GRU--> h(t) ----------> y --> prior of z(t)
 *                           ^      |
 *                        h(t-1)    +--- e(t) -----> y' -> posterior of z(t), whose sample goes on
 * </pre>
 *
 * If asked for ({@link DynamicsKind#RSSM_MEAN}), z is the distribution's mean and nothing is drawn.
 * With {@link DynamicsKind#RSSM_CATEGORICAL}, z are one-hot vectors (Hafner et al. 2021, DreamerV2)
 * and nothing else differs. With {@link DynamicsKind#RSSM_PIXELS}, planning passes through pictures
 * ({@link PackedPixels}), and learning does not differ. With {@link DynamicsKind#RSSM_EARLY_PRIOR}
 * the prior reads x(t) in place of h(t), so that what it expects depends on z(t-1) and a(t) alone.
 * Dreamer's layers (Hafner et al. 2020) and DreamerV2's are ELUs around other cells ({@link
 * GruForm}).
 */
final class RecurrentStateSpace implements LatentDynamics {
  private final ModelSpec spec;
  private final Dense input;
  private final RecurrentCell cell;
  private final LatentHead<?> prior;
  private final LatentHead<?> posterior;

  RecurrentStateSpace(ParameterSet set, ModelSpec spec, int embedding) {
    this.spec = spec;
    int z = spec.sampleWidth();
    int h = spec.deterministic();
    input = new Dense(set, "rssm/input", spec.activation(), spec.hidden(), z, spec.actionSize());
    cell = spec.gruForm().create(set, "rssm/gru", spec.hidden(), h);
    prior = head(set, "rssm/prior", spec, priorInput(spec));
    posterior = head(set, "rssm/posterior", spec, h, embedding);
  }

  private static LatentHead<?> head(ParameterSet set, String name, ModelSpec spec, int... inputs) {
    return spec.dynamics().isCategorical()
        ? new CategoricalHead(set, name, spec, inputs)
        : new GaussianHead(set, name, spec, spec.dynamics() == DynamicsKind.RSSM_MEAN, inputs);
  }

  /** The width of what the prior reads. */
  private static int priorInput(ModelSpec spec) {
    return spec.dynamics().priorSeesMemory() ? spec.deterministic() : spec.hidden();
  }

  /** What one step of the prior takes. */
  static Arithmetic.Step ofStep(ModelSpec spec) {
    long z = spec.sampleWidth();
    long h = spec.deterministic();
    long hidden = spec.hidden();
    boolean isOnePart = // a mean, or logits
        spec.dynamics() == DynamicsKind.RSSM_MEAN || spec.dynamics().isCategorical();
    long parts = isOnePart ? z : 2 * z;
    return new Arithmetic.Step(
        (z + spec.actionSize()) * hidden
            + Arithmetic.gru(hidden, h)
            + (priorInput(spec) + parts) * hidden,
        z + h);
  }

  @Override
  public int stochastic() {
    return spec.sampleWidth();
  }

  @Override
  public List<Integer> memoryWidths() {
    return List.of(spec.deterministic());
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
  public boolean drawsState() {
    return prior.noise().width() > 0;
  }

  @Override
  public Rows[] features(LatentState state) {
    return new Rows[] {state.sample(), state.memory().getFirst()};
  }

  @Override
  public LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise) {
    Rows x = input.apply(tape, previous.sample(), action);
    Rows h = next(tape, previous, x);
    return state(tape, prior.apply(tape, seenByPrior(x, h)), h, noise);
  }

  @Override
  public LatentState posterior(
      Tape tape, LatentState previous, Rows action, Rows embedding, Rows noise) {
    Rows h = next(tape, previous, input.apply(tape, previous.sample(), action));
    return state(tape, posterior.apply(tape, h, embedding), h, noise);
  }

  /** The embedding's share of the posterior and all of the prior wait for no recurrence. */
  @Override
  public Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise) {
    Rows observed = posterior.begin(tape, 1, embeddings); // [time * batch, hidden]
    LatentState state = initial(batch);
    List<LatentState> states = new ArrayList<>();
    List<Rows> inputs = new ArrayList<>();
    for (int from = 0; from < actions.rows(); from += batch) {
      int to = from + batch;
      Rows x = input.apply(tape, state.sample(), actions.slice(from, to));
      Rows h = next(tape, state, x);
      LatentDistribution q = posterior.finish(tape, observed.slice(from, to), 0, h);
      state = state(tape, q, h, noise.slice(from, to));
      states.add(state);
      inputs.add(x);
    }
    LatentState all = LatentState.stack(tape, states);
    Rows seen =
        spec.dynamics().priorSeesMemory() ? all.memory().getFirst() : Rows.stack(tape, inputs);
    return new Unrolled(all, prior.apply(tape, seen));
  }

  /** The next belief h. */
  private Rows next(Tape tape, LatentState previous, Rows x) {
    return cell.apply(tape, x, previous.memory().getFirst());
  }

  private Rows seenByPrior(Rows x, Rows h) {
    return spec.dynamics().priorSeesMemory() ? h : x;
  }

  private LatentState state(Tape tape, LatentDistribution distribution, Rows h, Rows noise) {
    return new LatentState(distribution, prior.state(tape, distribution, noise), List.of(h));
  }

  @Override
  public PackedPrior packed() {
    return new PackedRssm(spec, input, cell, prior);
  }

  @Override
  public PackedPrior packed(PictureEncoder encoder, PictureDecoder decoder) {
    return spec.dynamics().imaginesPictures()
        ? new PackedPixels(spec, packed(), posterior, encoder, decoder)
        : packed();
  }
}
