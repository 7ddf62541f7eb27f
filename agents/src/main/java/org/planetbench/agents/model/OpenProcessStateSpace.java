package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * PR-SSM as published (Doerr et al. 2018; world-models-spec section 5): a state is recognised from
 * the first pictures, and from there on the Gaussian processes go on by themselves. No later
 * picture is seen, neither in training nor in filtering.
 *
 * <pre>
 *   t up to 5   z(t) of e(1) .. e(t), zeros for those to come
 *   prior       z(t-1), a(t) --Gaussian processes--> N(z(t)),     at first N(0, I)
 *   later       the posterior is the prior
 * </pre>
 *
 * So that a belief is there from the first picture on, states 1 to 4 are recognised, too, from what
 * has been seen. A step of the prior ends the recognition. (The published model recognises the
 * first state alone, from 16 steps of outputs and controls.)
 */
final class OpenProcessStateSpace implements ProcessDynamics {
  /** Pictures that the state is recognised from. */
  static final int PICTURES = 5;

  private static final String NAME = "pr_ssm_open";

  private final int embedding;
  private final GaussianHead recognition; // inputs e(1) .. e(5)
  private final ProcessTransition transition;

  OpenProcessStateSpace(ParameterSet set, ModelSpec spec, int embedding) {
    this.embedding = embedding;
    int[] inputs = Collections.nCopies(PICTURES, embedding).stream().mapToInt(i -> i).toArray();
    recognition = new GaussianHead(set, NAME + "/recognition", spec, false, inputs);
    transition = new ProcessTransition(set, NAME, spec);
  }

  @Override
  public ProcessTransition transition() {
    return transition;
  }

  /** The pictures but the last, embedded, and how many are seen. */
  @Override
  public List<Integer> memoryWidths() {
    List<Integer> widths = new ArrayList<>(Collections.nCopies(PICTURES - 1, embedding));
    widths.add(FirstStep.FLAG);
    return widths;
  }

  @Override
  public LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise) {
    return FirstStep.choose(
        tape,
        previous,
        rows -> {
          Gaussian standard = recognition.zeros(rows.length).uninformed();
          return goneOn(tape, previous.pick(tape, rows), standard, noise.pick(tape, rows));
        },
        rows ->
            move(tape, previous.pick(tape, rows), action.pick(tape, rows), noise.pick(tape, rows)));
  }

  @Override
  public LatentState posterior(
      Tape tape, LatentState previous, Rows action, Rows embedded, Rows noise) {
    return FirstStep.choose(
        tape,
        PICTURES,
        previous,
        rows -> {
          LatentState from = previous.pick(tape, rows);
          List<Rows> pictures = withNext(tape, from.memory(), embedded.pick(tape, rows));
          Gaussian q = recognition.apply(tape, pictures.toArray(Rows[]::new));
          return state(tape, q, seen(from.memory(), pictures), noise.pick(tape, rows));
        },
        rows ->
            move(tape, previous.pick(tape, rows), action.pick(tape, rows), noise.pick(tape, rows)));
  }

  @Override
  public Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise) {
    LatentState state = initial(batch);
    List<LatentState> states = new ArrayList<>();
    List<LatentDistribution> priors = new ArrayList<>();
    for (int from = 0; from < actions.rows(); from += batch) {
      int to = from + batch;
      Rows z = state.sample();
      state =
          posterior(
              tape,
              state,
              actions.slice(from, to),
              embeddings.slice(from, to),
              noise.slice(from, to));
      Gaussian q = (Gaussian) state.distribution();
      if (from == 0) {
        priors.add(transition.expectFirst(q));
      } else if (from < PICTURES * batch) {
        priors.add(transition.expect(tape, z, actions.slice(from, to)));
      } else {
        priors.add(q);
      }
      states.add(state);
    }
    return new Unrolled(LatentState.stack(tape, states), LatentDistribution.stack(tape, priors));
  }

  /** All pictures of each row, with the next one where it belongs. */
  private static List<Rows> withNext(Tape tape, List<Rows> memory, Rows next) {
    float[][] count = memory.getLast().read();
    List<Rows> pictures = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      Rows before = i < PICTURES - 1 ? memory.get(i) : blank(next);
      int[] from = new int[count.length];
      for (int row = 0; row < from.length; row++) {
        from[row] = count[row][0] == i ? count.length + row : row;
      }
      pictures.add(Rows.stack(tape, List.of(before, next)).pick(tape, from));
    }
    return pictures;
  }

  private static Rows blank(Rows like) {
    return Rows.constant(new float[like.rows()][like.columns()]);
  }

  private static List<Rows> seen(List<Rows> memory, List<Rows> pictures) {
    float[][] count = memory.getLast().read();
    float[][] one = new float[count.length][FirstStep.FLAG];
    for (int row = 0; row < one.length; row++) {
      one[row][0] = count[row][0] + 1;
    }
    List<Rows> next = new ArrayList<>(pictures.subList(0, PICTURES - 1));
    next.add(Rows.constant(one));
    return next;
  }

  private LatentState move(Tape tape, LatentState from, Rows action, Rows noise) {
    return goneOn(tape, from, transition.expect(tape, from.sample(), action), noise);
  }

  /** A state whose recognition has ended. */
  private LatentState goneOn(Tape tape, LatentState from, Gaussian distribution, Rows noise) {
    float[][] all = new float[noise.rows()][FirstStep.FLAG];
    for (float[] row : all) {
      row[0] = PICTURES;
    }
    List<Rows> memory = new ArrayList<>(from.memory().subList(0, PICTURES - 1));
    memory.add(Rows.constant(all));
    return state(tape, distribution, memory, noise);
  }

  private LatentState state(Tape tape, Gaussian distribution, List<Rows> memory, Rows noise) {
    return new LatentState(distribution, transition.draw(tape, distribution, noise), memory);
  }
}
