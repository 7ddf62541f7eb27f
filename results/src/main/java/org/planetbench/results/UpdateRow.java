package org.planetbench.results;

/**
 * A row of {@code updates.csv}: one update step. Losses in nats or squared units as in planet-spec
 * section 4.
 *
 * @param overshootingLoss 0 where there is no latent overshooting
 */
public record UpdateRow(
    long updateStep,
    double loss,
    double imageLoss,
    double rewardLoss,
    double divergence,
    double gradientNorm,
    double overshootingLoss,
    double updateMs) {}
