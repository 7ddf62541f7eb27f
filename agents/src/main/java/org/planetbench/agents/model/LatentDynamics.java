package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.PictureDecoder;
import org.planetbench.agents.nn.PictureEncoder;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * The seam between the kinds of latent dynamics and everything that is the same for all of them:
 * encoder, decoder, reward head, loss, planner, checkpoint and agent.
 *
 * <p>A kind ({@link DynamicsKind}) makes its parameters in its constructor, in a fixed order and
 * under names that begin with its own word, and is these taped operations on batches of rows:
 *
 * <pre>
 *   prior      s(t-1), a(t)        -> s(t)      open loop: imagination, planning, overshooting
 *   posterior  s(t-1), a(t), e(t)  -> s(t)      closed loop: the filter
 *   unroll     a(1..T), e(1..T)    -> posterior s(1..T), prior distributions     one update
 *   features   s(t)                -> what the heads read
 * </pre>
 *
 * a(t) is the action that led to the observation embedded in e(t). {@link #unroll} gives what
 * {@link #posterior} gives step by step, but computes at once, for all times, whatever does not
 * depend on the recurrence. Rows are independent: they may be sequences, times of sequences
 * (overshooting stacks the posteriors of all times and rolls the {@link #prior} on from there with
 * gradients), or anything else.
 *
 * <p>For planning the same prior is packed once more, feature-major ({@link PackedPrior}), with
 * {@link #prior} as its oracle in tests.
 */
interface LatentDynamics {
  /**
   * What sequences unroll to, all times stacked, time first.
   *
   * @param posterior the filtered states [time * batch, ...]
   * @param prior the distribution expected before each observation, from the posterior one step
   *     earlier [time * batch, ...]
   */
  record Unrolled(LatentState posterior, LatentDistribution prior) {}

  /** Width of the stochastic state; 0 if there is none. */
  int stochastic();

  /**
   * Widths of the deterministic states, in the order of {@link LatentState#memory}. Dynamics whose
   * first step is another than the later ones keep a flag there: zero, as all memory at first.
   */
  List<Integer> memoryWidths();

  /** What one row draws for one step of any operation. */
  LatentNoise noise();

  /**
   * Whether the stochastic state is drawn from its distribution. If not, it is the mode, or there
   * is none.
   */
  default boolean drawsState() {
    return true;
  }

  /** As many rows of a distribution of the kind's own, whose parts are zeros. */
  LatentDistribution zeros(int rows);

  /** What the heads read of a state, side by side. */
  Rows[] features(LatentState state);

  /** Widths of the {@link #features}. */
  default int[] featureWidths() {
    return Stream.of(features(initial(1))).mapToInt(Rows::columns).toArray();
  }

  /**
   * One step without an observation.
   *
   * @param action [rows, actionSize]
   * @param noise [rows, width of the {@link #noise}]
   */
  LatentState prior(Tape tape, LatentState previous, Rows action, Rows noise);

  /**
   * One step with an observation.
   *
   * @param action [rows, actionSize]
   * @param embedding [rows, embedding]
   * @param noise [rows, width of the {@link #noise}]
   */
  LatentState posterior(Tape tape, LatentState previous, Rows action, Rows embedding, Rows noise);

  /**
   * Filters whole sequences from the {@link #initial} state.
   *
   * @param batch how many sequences
   * @param actions [time * batch, actionSize]
   * @param embeddings [time * batch, embedding]
   * @param noise [time * batch, width of the {@link #noise}]
   */
  Unrolled unroll(Tape tape, int batch, Rows actions, Rows embeddings, Rows noise);

  /**
   * Beside the divergence of each time step that of parameters which have a distribution of their
   * own, KL(q || p) in nats as the loss weighs it, and its gradients times a scale. None by
   * default.
   */
  default double parameterDivergence(Tape tape, double scale) {
    return 0;
  }

  /** The prior for planning, bound to these weights; the caller closes it. */
  PackedPrior packed();

  /**
   * The same where what planning rolls on passes through pictures ({@link
   * DynamicsKind#imaginesPictures}): each state is decoded, and inferred again from what the
   * picture is encoded to.
   */
  default PackedPrior packed(PictureEncoder encoder, PictureDecoder decoder) {
    return packed();
  }

  /** The state before anything was observed: zeros. */
  default LatentState initial(int rows) {
    List<Rows> memory = new ArrayList<>();
    memoryWidths().forEach(width -> memory.add(Rows.constant(new float[rows][width])));
    return new LatentState(zeros(rows), Rows.constant(new float[rows][stochastic()]), memory);
  }
}
