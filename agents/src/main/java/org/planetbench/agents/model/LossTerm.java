package org.planetbench.agents.model;

import java.util.Optional;
import org.planetbench.agents.UpdateMetric;

/**
 * The terms of a world model's loss, in the order in which they are added ({@link SequenceLoss}). A
 * new one is named here and computed there.
 */
enum LossTerm {
  IMAGE(Optional.of(UpdateMetric.IMAGE_LOSS)),
  REWARD(Optional.of(UpdateMetric.REWARD_LOSS)),
  DIVERGENCE(Optional.empty()),
  OVERSHOOTING(Optional.of(UpdateMetric.OVERSHOOTING_LOSS)),
  GLOBAL_DIVERGENCE(Optional.empty()),
  OVERSHOOTING_REWARD(Optional.empty()),
  INDUCING_DIVERGENCE(Optional.empty());

  private final Optional<UpdateMetric> metric;

  LossTerm(Optional<UpdateMetric> metric) {
    this.metric = metric;
  }

  /** Under which name it is recorded, unscaled; empty if it is not. */
  Optional<UpdateMetric> metric() {
    return metric;
  }

  /** Its factor in the loss. */
  double scale(ModelSpec spec) {
    return switch (this) {
      case IMAGE -> spec.imageLossScale();
      case REWARD -> spec.rewardLossScale();
      case DIVERGENCE -> spec.divergenceScale();
      case OVERSHOOTING -> spec.overshooting().scale();
      case GLOBAL_DIVERGENCE -> spec.globalDivergenceScale();
      case OVERSHOOTING_REWARD -> spec.overshooting().rewardScale();
      case INDUCING_DIVERGENCE -> spec.inducingDivergenceScale();
    };
  }

  /**
   * Its value in the loss without the factor, of its mean over batch and time: with what max(free
   * nats, KL) has on max(0, KL - free nats), or no less than the free nats.
   */
  double value(ModelSpec spec, double mean) {
    boolean hasFreeNats =
        switch (this) {
          case DIVERGENCE -> spec.trainsDivergence();
          case OVERSHOOTING -> spec.overshooting().isOn();
          case IMAGE, REWARD, GLOBAL_DIVERGENCE, OVERSHOOTING_REWARD, INDUCING_DIVERGENCE -> false;
        };
    if (!hasFreeNats) {
      return mean;
    }
    return switch (spec.freeNatsForm()) {
      case EXCESS -> mean;
      case FLOOR -> mean + spec.freeNats();
      case BATCH_FLOOR -> Math.max(mean, spec.freeNats());
    };
  }
}
