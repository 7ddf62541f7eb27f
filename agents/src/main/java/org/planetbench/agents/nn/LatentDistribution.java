package org.planetbench.agents.nn;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * What a batch of stochastic states is drawn from, on the tape. Rows are independent of one
 * another.
 */
public sealed interface LatentDistribution permits Gaussian, Categorical {
  /**
   * The Kullback-Leibler divergence summed over rows, before and after the free nats: to be asked
   * for before the scope is closed, and once much was computed, as whoever asks waits.
   */
  record Divergence(DoubleSupplier before, DoubleSupplier after) {
    public Divergence(double nats, double clippedNats) {
      this(() -> nats, () -> clippedNats);
    }

    public double nats() {
      return before.getAsDouble();
    }

    public double clippedNats() {
      return after.getAsDouble();
    }
  }

  /** What it is made of, each [rows, ...]; a list of the same length for all of its kind. */
  List<Rows> parts();

  /**
   * A sample [rows, dimensions] that is a function of the parts and of the noise, so that gradients
   * flow to the parts.
   *
   * @param noise [rows, as many numbers as one sample takes], of the kind's own distribution
   */
  Rows sample(Tape tape, Rows noise);

  /** The most likely state [rows, dimensions], with nothing drawn. */
  Rows mode(Tape tape);

  /**
   * The loss scale * sum over rows of max(0, KL(this || other) - freeNats), where the KL of a row
   * is summed over its dimensions before the free nats are taken off. Gradients flow to both sides,
   * but to neither if it has been stopped.
   *
   * @param other of the same kind
   * @param balance from 0 to 1: the other's gradient is multiplied by twice this, this one's by
   *     twice the rest
   */
  Divergence divergence(
      Tape tape, LatentDistribution other, double freeNats, double scale, double balance);

  /** The same with both gradients as they are. */
  default Divergence divergence(
      Tape tape, LatentDistribution other, double freeNats, double scale) {
    return divergence(tape, other, freeNats, scale, 0.5);
  }

  /** As many rows of what knows nothing: standard normals, or every class alike. */
  LatentDistribution uninformed();

  /** Rows from (inclusive) to (exclusive), shared. */
  LatentDistribution slice(int from, int to);

  /** The rows of these indices. */
  LatentDistribution pick(Tape tape, int... indices);

  /** The same distributions, with no gradient flowing back. */
  LatentDistribution stopGradient();

  /** The same kind, of other parts. */
  LatentDistribution of(List<Rows> parts);

  /** All rows of some of one kind, one after the other. */
  static LatentDistribution stack(Tape tape, List<LatentDistribution> all) {
    LatentDistribution first = all.getFirst();
    return first.of(
        IntStream.range(0, first.parts().size())
            .mapToObj(part -> Rows.stack(tape, all.stream().map(d -> d.parts().get(part)).toList()))
            .toList());
  }
}
