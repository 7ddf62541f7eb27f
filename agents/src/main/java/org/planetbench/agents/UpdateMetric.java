package org.planetbench.agents;

/**
 * What an update step measures, all before the parameters move. Losses are means over batch and
 * time of sums over dimensions (planet-spec section 4). An agent measures those that it has. A new
 * one comes last, and the records know it under the same name.
 */
public enum UpdateMetric {
  /** The whole scaled loss that is minimised. */
  LOSS,
  /** 0.5 x summed squared pixel error, unscaled. */
  IMAGE_LOSS,
  /** 0.5 x squared reward error, unscaled. */
  REWARD_LOSS,
  /** KL(posterior || prior) in nats before the free nats are taken off. */
  DIVERGENCE,
  /** Global norm before clipping. */
  GRADIENT_NORM,
  /**
   * What latent overshooting adds to the loss, unscaled: the mean of its divergences after the free
   * nats are taken off; 0 where it is off.
   */
  OVERSHOOTING_LOSS
}
