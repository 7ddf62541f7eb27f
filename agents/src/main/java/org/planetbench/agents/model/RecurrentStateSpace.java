package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * The recurrent state-space model (planet-spec section 3.1): a deterministic belief h that carries
 * memory, and a stochastic state z.
 *
 * <pre>
 *   z(t-1), a(t) --> x(t) --GRU--> h(t) ----------> y --> prior N(z(t))
 *                           ^      |
 *                        h(t-1)    +--- e(t) -----> y' -> posterior N(z(t)), whose sample goes on
 * </pre>
 *
 * a(t) is the action that led to the observation embedded in e(t).
 */
final class RecurrentStateSpace {
  /** What a sequence unrolls to, all times stacked, time first. */
  record Unrolled(Gaussian posterior, Gaussian prior, Rows sample, Rows belief) {}

  private final Dense input;
  private final GruCell cell;
  private final GaussianHead prior;
  private final GaussianHead posterior;
  private final int stochastic;
  private final int deterministic;

  RecurrentStateSpace(ParameterSet set, ModelSpec spec, int embedding) {
    stochastic = spec.stochastic();
    deterministic = spec.deterministic();
    input =
        new Dense(
            set, "rssm/input", Dense.Activation.RELU, spec.hidden(), stochastic, spec.actionSize());
    cell = new GruCell(set, "rssm/gru", spec.hidden(), deterministic);
    prior = new GaussianHead(set, "rssm/prior", spec, deterministic);
    posterior = new GaussianHead(set, "rssm/posterior", spec, deterministic, embedding);
  }

  /**
   * Filters whole sequences from the zero state. What does not depend on the recurrence, the
   * embedding's share of the posterior and all of the prior, is computed for all times at once.
   *
   * @param actions [time * batch, actionSize]
   * @param embeddings [time * batch, embedding]
   * @param noise [time * batch, stochastic], standard normal
   */
  Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, float[][] noise) {
    Rows observed = posterior.begin(tape, 1, embeddings); // [time * batch, hidden]
    Rows z = Rows.constant(new float[batch][stochastic]);
    Rows h = Rows.constant(new float[batch][deterministic]);
    List<Rows> means = new ArrayList<>();
    List<Rows> stds = new ArrayList<>();
    List<Rows> samples = new ArrayList<>();
    List<Rows> beliefs = new ArrayList<>();
    for (int from = 0; from < actions.rows(); from += batch) {
      int to = from + batch;
      h = step(tape, z, h, actions.slice(from, to));
      Gaussian q = posterior.finish(tape, observed.slice(from, to), 0, h);
      z = q.sample(tape, java.util.Arrays.copyOfRange(noise, from, to));
      means.add(q.mean());
      stds.add(q.std());
      samples.add(z);
      beliefs.add(h);
    }
    Rows belief = Rows.stack(beliefs);
    return new Unrolled(
        new Gaussian(Rows.stack(means), Rows.stack(stds)),
        prior.apply(tape, belief),
        Rows.stack(samples),
        belief);
  }

  /** The next belief h. */
  Rows step(Tape tape, Rows z, Rows h, Rows action) {
    return cell.apply(tape, input.apply(tape, z, action), h);
  }

  Gaussian prior(Tape tape, Rows h) {
    return prior.apply(tape, h);
  }

  Gaussian posterior(Tape tape, Rows h, Rows embedding) {
    return posterior.apply(tape, h, embedding);
  }

  Dense input() {
    return input;
  }

  GruCell cell() {
    return cell;
  }

  GaussianHead priorHead() {
    return prior;
  }
}
