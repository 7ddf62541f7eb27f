package org.planetbench.agents;

/**
 * What an update step measures, of the model before its parameters move; of actor and value before
 * theirs do, in what the model imagines before it has moved, or after, where {@code imagined_start}
 * is {@code kept}. Losses are means over batch and time of sums over dimensions (Hafner et al.
 * 2019, equation 3). An agent measures those that it has. A new one comes last, and the records
 * know it under the same name.
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
  OVERSHOOTING_LOSS,
  /** Minus the weighted mean of the imagined returns and, scaled, of the policy's entropy. */
  ACTOR_LOSS,
  /** 0.5 x squared error of the value against the imagined returns, weighted as these. */
  VALUE_LOSS,
  /**
   * Mean lambda-return of what imagination begins from: its first states, or those it was given.
   */
  IMAGINED_RETURN,
  /** Of the policy in what is imagined, in nats: by its samples, or exact where the form has it. */
  ACTOR_ENTROPY,
  /** Global norm of the actor's gradient before clipping. */
  ACTOR_GRADIENT_NORM,
  /** Global norm of the value's gradient before clipping. */
  VALUE_GRADIENT_NORM
}
