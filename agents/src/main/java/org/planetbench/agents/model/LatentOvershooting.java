package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;

/**
 * Latent overshooting (Hafner et al. 2019, equation 7): the prior of distance d, which has seen
 * nothing for d steps, is to expect what the posterior says.
 *
 * <p>Every time s of a sequence starts a rollout from the posterior before it (zeros before the
 * first). Its step d uses the action of time s + d - 1 and meets the posterior there:
 *
 * <pre>
 *   posteriors of 5 times:            A  B  C  D  E
 *   start    s = 0  from zeros        A  B  C  D  E       the columns are times s,
 *            s = 1  from A               B  C  D  E       the diagonals distances:
 *            s = 2  from B                  C  D  E       d = 1 is (0, A) (1, B) (2, C) ...
 *            s = 3  from C                     D  E       d = 2 is (0, B) (1, C) (2, D) (3, E)
 *            s = 4  from D                        E       d = 3 is (0, C) (1, D) (2, E)
 * </pre>
 *
 * What lies right of E does not exist and contributes nothing: that is the mask. The term is
 *
 * <pre>
 *   scale * mean of max(0, KL(stop gradient(posterior) || prior of distance d) - free nats)
 * </pre>
 *
 * over the batch and all pairs (s, d) of the table with d from 2 to D. As in the published code up
 * to the camera-ready paper, it is the mean over distances of the mean within each, so that every
 * distance weighs the same however few pairs it has; with {@link OvershootingWeights#PAIRS} every
 * pair does. (The last public state of that code computes the mask and does not apply it.)
 * Gradients reach the prior's weights and, through the start, the posterior's; the posterior that
 * is met gets none.
 *
 * <p>All starts are one batch, which loses its last time with each step. The rollouts of a few
 * sequences at a time are differentiated on a tape of their own and forgotten: their gradients are
 * then in the posterior's rows, from where the sequences' own tape carries them on. So memory does
 * not grow with the batch.
 */
record LatentOvershooting(LatentDynamics dynamics, ModelSpec spec) {
  /** Rows of one step that are enough for the matrix products to be fast. */
  private static final int ROWS = 256;

  /**
   * Adds the gradients of the term to the weights and to the rows of the posterior.
   *
   * @param posterior all times [time * sequences, ...], whose tape has not gone backward yet
   * @param actions [time * sequences, actionSize]
   * @param random one for each sequence, drawn from by distance, then time, then dimension
   * @param batch sequences of the whole batch, over which the mean is
   * @return the share of the mean, without the scale
   */
  double differentiate(
      Shard shard, LatentState posterior, Rows actions, RandomGenerator[] random, int batch) {
    int width = random.length;
    int length = actions.rows() / width;
    spec.overshooting().requireFits(length);
    int most = Math.max(1, ROWS / length);
    LatentState start = posterior.slice(0, length * width); // its gradients outlive the rollouts
    double sum = 0;
    for (int first = 0; first < width; first += most) {
      int last = Math.min(width, first + most);
      int[] rows = sequences(length, width, first, last);
      try (Scope _ = shard.open()) {
        sum +=
            rollOut(
                Tape.recording(shard),
                length,
                rows,
                start,
                actions,
                Arrays.copyOfRange(random, first, last),
                batch);
      }
    }
    return sum;
  }

  /** The rows of some sequences, time first. */
  private static int[] sequences(int length, int width, int first, int last) {
    int[] rows = new int[length * (last - first)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i / (last - first) * width + first + i % (last - first);
    }
    return rows;
  }

  private double rollOut(
      Tape tape,
      int length,
      int[] rows,
      LatentState all,
      Rows allActions,
      RandomGenerator[] random,
      int batch) {
    OvershootingSpec settings = spec.overshooting();
    int width = random.length;
    int end = length * width;
    LatentState posterior = all.pick(tape, rows);
    Rows actions = allActions.pick(tape, rows);
    LatentDistribution targets = posterior.distribution().stopGradient();
    LatentState state = // [start * width, ...]
        LatentState.stack(tape, List.of(dynamics.initial(width), posterior.slice(0, end - width)));
    List<DoubleSupplier> terms = new ArrayList<>(); // of the distances from 2 on
    for (int d = 1; d <= settings.distance(); d++) {
      int reached = (d - 1) * width; // the first row of the time that start 0 reaches
      state =
          dynamics.prior(
              tape,
              state.slice(0, end - reached),
              actions.slice(reached, end),
              dynamics.noise().draw(tape, end - reached, random));
      if (d > 1) {
        double mean = settings.weight(length, d) / batch;
        LatentDistribution.Divergence divergence =
            targets
                .slice(reached, end)
                .divergence(tape, state.distribution(), spec.freeNats(), settings.scale() * mean);
        terms.add(() -> mean * divergence.clippedNats());
      }
    }
    tape.backward();
    return terms.stream().mapToDouble(DoubleSupplier::getAsDouble).reduce(0, Double::sum);
  }
}
