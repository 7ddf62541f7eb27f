package org.planetbench.agents;

/**
 * What one update step measured, all before the parameters moved. Losses are means over batch and
 * time of sums over dimensions (planet-spec section 4).
 *
 * @param loss the whole scaled loss that was minimised
 * @param imageLoss 0.5 x summed squared pixel error, unscaled
 * @param rewardLoss 0.5 x squared reward error, unscaled
 * @param divergence KL(posterior || prior) in nats before the free nats are taken off
 * @param gradientNorm global norm before clipping
 * @param overshootingLoss what latent overshooting adds to the loss, unscaled: the mean of its
 *     divergences after the free nats are taken off; 0 without
 */
public record UpdateMetrics(
    double loss,
    double imageLoss,
    double rewardLoss,
    double divergence,
    double gradientNorm,
    double overshootingLoss) {}
