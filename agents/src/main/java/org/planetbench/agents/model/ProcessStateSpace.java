package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * A probabilistic recurrent state-space model (Doerr et al. 2018, PR-SSM; world-models-spec section
 * 5) with a filter, which is ours: the published one infers a first state and observes nothing
 * afterwards ({@link OpenProcessStateSpace}).
 *
 * <pre>
 *   z(t-1), a(t) --Gaussian processes--> prior N(m(t), v(t))
 *   posterior  N(m(t), v(t)) N(z(t); e(t)), normalised
 *   at first   of e(1) alone, whose prior is N(0, I)
 * </pre>
 */
final class ProcessStateSpace implements ProcessDynamics {
  private static final String NAME = "pr_ssm";

  private final GaussianHead first; // input e
  private final GaussianHead measurement; // input e
  private final ProcessTransition transition;

  ProcessStateSpace(ParameterSet set, ModelSpec spec, int embedding) {
    first = new GaussianHead(set, NAME + "/first", spec, false, embedding);
    measurement = new GaussianHead(set, NAME + "/measurement", spec, false, embedding);
    transition = new ProcessTransition(set, NAME, spec);
  }

  @Override
  public ProcessTransition transition() {
    return transition;
  }

  /** Whether the first step is done. */
  @Override
  public List<Integer> memoryWidths() {
    return List.of(FirstStep.FLAG);
  }

  @Override
  public LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise) {
    return FirstStep.choose(
        tape,
        previous,
        rows -> drawn(tape, first.zeros(rows.length).uninformed(), noise.pick(tape, rows)),
        rows ->
            drawn(
                tape,
                transition.expect(
                    tape, previous.sample().pick(tape, rows), action.pick(tape, rows)),
                noise.pick(tape, rows)));
  }

  @Override
  public LatentState posterior(
      Tape tape, LatentState previous, Rows action, Rows embedding, Rows noise) {
    return FirstStep.choose(
        tape,
        previous,
        rows -> drawn(tape, first.apply(tape, embedding.pick(tape, rows)), noise.pick(tape, rows)),
        rows -> {
          Gaussian p =
              transition.expect(tape, previous.sample().pick(tape, rows), action.pick(tape, rows));
          Gaussian measured = measurement.apply(tape, embedding.pick(tape, rows));
          return drawn(tape, Gaussian.product(tape, p, measured), noise.pick(tape, rows));
        });
  }

  /** The measurements wait for no recurrence. */
  @Override
  public Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise) {
    Gaussian measured = measurement.apply(tape, embeddings);
    Gaussian q = first.apply(tape, embeddings.slice(0, batch));
    LatentState state = drawn(tape, q, noise.slice(0, batch));
    List<LatentState> states = new ArrayList<>(List.of(state));
    List<LatentDistribution> priors = new ArrayList<>(List.of(transition.expectFirst(q)));
    for (int from = batch; from < actions.rows(); from += batch) {
      int to = from + batch;
      Gaussian p = transition.expect(tape, state.sample(), actions.slice(from, to));
      q = Gaussian.product(tape, p, measured.slice(from, to));
      priors.add(p);
      state = drawn(tape, q, noise.slice(from, to));
      states.add(state);
    }
    return new Unrolled(LatentState.stack(tape, states), LatentDistribution.stack(tape, priors));
  }

  private LatentState drawn(Tape tape, Gaussian distribution, Rows noise) {
    Rows z = transition.draw(tape, distribution, noise);
    return new LatentState(distribution, z, List.of(FirstStep.done(z.rows())));
  }
}
