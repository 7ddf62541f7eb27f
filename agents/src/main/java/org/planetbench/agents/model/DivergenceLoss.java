package org.planetbench.agents.model;

import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.LatentDistribution.Divergence;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;

/**
 * The divergence of posterior and prior in the loss of a share, by the {@link FreeNatsForm}. What
 * the batch as a whole decides stands on a tape of its own, which is run or not once it is known.
 */
final class DivergenceLoss {
  private final ModelSpec spec;
  private final Tape decided;
  private final Divergence divergence;
  private final double count;

  /**
   * @param tape of all else in the share
   * @param count rows of the whole batch: sequences times their length
   */
  DivergenceLoss(
      ModelSpec spec,
      Shard shard,
      Tape tape,
      LatentDistribution posterior,
      LatentDistribution prior,
      double count) {
    this.spec = spec;
    this.count = count;
    boolean ofBatch = isOfBatch(spec);
    decided = Tape.recording(shard);
    divergence =
        posterior.divergence(
            ofBatch ? decided : tape,
            prior,
            ofBatch ? 0 : spec.freeNats(),
            spec.divergenceScale() * (1.0 / count),
            spec.divergenceBalance());
  }

  /** Whether the batch as a whole decides if it is trained. */
  static boolean isOfBatch(ModelSpec spec) {
    return spec.freeNatsForm() == FreeNatsForm.BATCH_FLOOR;
  }

  /** The share of the mean, before the free nats. */
  double nats() {
    return divergence.nats() / count;
  }

  /** The share of the mean of what is above the free nats of each row; of the batch's, of all. */
  double term() {
    return divergence.clippedNats() / count;
  }

  /**
   * What the batch decides, to be called before the tape goes back.
   *
   * @param ofBatch the sum of the {@link #term}s of all shares
   */
  void backward(double ofBatch) {
    if (ofBatch > spec.freeNats()) {
      decided.backward();
    }
  }
}
