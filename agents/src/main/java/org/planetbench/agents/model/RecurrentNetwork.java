package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * The purely deterministic model without any z: a recurrent network that reads the embedding where
 * there is one, and zeros where nothing is observed (as the prior of the published code's DRNN
 * does). The variant {@code gru_clean}.
 *
 * <pre>
 *   a(t), e(t) or 0 --> x(t) --GRU--> h(t), which the heads read
 *                               ^
 *                            h(t-1)
 *   x(t) = ReLU([a(t), m(t) e(t)] W + b)       m(t) = 1 if o(t) is observed, else 0
 * </pre>
 *
 * The filter has m = 1, imagination m = 0. There is no divergence that could teach open-loop steps,
 * and a network that never went without an observation would imagine with weights that were never
 * trained for it, which is what is wrong with the published form. So {@link #unroll} withholds each
 * observation but the first with probability 1/2: the heads' losses then train one set of weights
 * to filter and to imagine, over open loops of every length. That is a decision of this project;
 * the paper does not say how its deterministic model is trained.
 */
final class RecurrentNetwork implements LatentDynamics {
  private final ModelSpec spec;
  private final Dense input;
  private final GruCell cell;

  RecurrentNetwork(ParameterSet set, ModelSpec spec, int embedding) {
    this.spec = spec;
    input =
        new Dense(
            set, "gru/input", Dense.Activation.RELU, spec.hidden(), spec.actionSize(), embedding);
    cell = new GruCell(set, "gru/cell", spec.hidden(), spec.deterministic());
  }

  /** What one step of the prior takes. */
  static Arithmetic.Step ofStep(ModelSpec spec) {
    long h = spec.deterministic();
    long hidden = spec.hidden();
    return new Arithmetic.Step(spec.actionSize() * hidden + Arithmetic.gru(hidden, h), h);
  }

  @Override
  public int stochastic() {
    return 0;
  }

  @Override
  public List<Integer> memoryWidths() {
    return List.of(spec.deterministic());
  }

  /** Its sign tells {@link #unroll} whether to withhold the observation. */
  @Override
  public LatentNoise noise() {
    return LatentNoise.normals(1);
  }

  /** Of no columns. */
  @Override
  public LatentDistribution zeros(int rows) {
    return Gaussian.zeros(rows, 0);
  }

  @Override
  public boolean drawsState() {
    return false;
  }

  @Override
  public Rows[] features(LatentState state) {
    return new Rows[] {state.memory().getFirst()};
  }

  @Override
  public LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise) {
    return step(tape, previous, input.apply(tape, action));
  }

  @Override
  public LatentState posterior(
      Tape tape, LatentState previous, Rows action, Rows embedding, Rows noise) {
    return step(tape, previous, input.apply(tape, action, embedding));
  }

  private LatentState step(Tape tape, LatentState previous, Rows x) {
    return state(cell.apply(tape, x, previous.memory().getFirst()));
  }

  private LatentState state(Rows h) {
    LatentState none = initial(h.rows());
    return new LatentState(none.distribution(), none.sample(), List.of(h));
  }

  /** Only the cell's own h waits for the recurrence. */
  @Override
  public Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise) {
    Rows seen = embeddings.withhold(tape, withheld(batch, noise));
    Rows x = input.apply(tape, actions, seen); // [time * batch, hidden]
    GruCell.Begun begun = cell.begin(tape, x);
    Rows h = initial(batch).memory().getFirst();
    List<Rows> beliefs = new ArrayList<>();
    for (int from = 0; from < actions.rows(); from += batch) {
      h = cell.finish(tape, begun.slice(from, from + batch), h);
      beliefs.add(h);
    }
    LatentState states = state(Rows.stack(tape, beliefs));
    return new Unrolled(states, states.distribution());
  }

  /** m = 0 where the normal is negative, but for the first time of each sequence. */
  private static boolean[] withheld(int batch, Rows noise) {
    float[][] sign = noise.read();
    boolean[] withheld = new boolean[sign.length];
    for (int row = batch; row < sign.length; row++) {
      withheld[row] = sign[row][0] < 0;
    }
    return withheld;
  }

  @Override
  public PackedPrior packed() {
    return new PackedGru(spec, input, cell);
  }
}
