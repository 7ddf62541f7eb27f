package org.planetbench.agents.model;

import java.util.Optional;

/**
 * Sizes and constants of a world model (planet-spec sections 3 and 4). Pictures of 64x64 have four
 * convolutions each way, pictures of 32x32 three. Errors name a value by its key in the recipe.
 *
 * @param actionSize width of the action
 * @param imageSize 64, or 32 for pictures averaged over 2x2 blocks
 * @param convDepth channels of the first convolution; 32 in the paper
 * @param dynamics kind of the latent dynamics
 * @param stochastic width of z
 * @param deterministic width of h
 * @param hidden width of the dense layers of the latent dynamics
 * @param rewardLayers hidden layers of the reward head
 * @param rewardUnits their width
 * @param minStd what is added to the softplus of every standard deviation
 * @param bits colour depth of the quantised pixels
 * @param imageLossScale factor on half the summed squared pixel error
 * @param rewardLossScale factor on half the squared reward error
 * @param divergenceScale factor on the divergence after the free nats
 * @param globalDivergenceScale factor on the divergence of the posterior from a standard normal
 * @param freeNats taken off each time step's divergence, summed over z
 * @param freeNatsForm how they enter the loss
 * @param overshooting the settings of latent overshooting
 * @param learningRate of Adam
 * @param learningRateRamp updates over which the learning rate rises from 0; 0 for none
 * @param adamEpsilon in TensorFlow's sense, see {@link org.planetbench.agents.nn.Adam}
 * @param clipNorm greatest global gradient norm
 */
public record ModelSpec(
    int actionSize,
    int imageSize,
    int convDepth,
    DynamicsKind dynamics,
    int stochastic,
    int deterministic,
    int hidden,
    int rewardLayers,
    int rewardUnits,
    double minStd,
    int bits,
    double imageLossScale,
    double rewardLossScale,
    double divergenceScale,
    double globalDivergenceScale,
    double freeNats,
    FreeNatsForm freeNatsForm,
    OvershootingSpec overshooting,
    double learningRate,
    int learningRateRamp,
    double adamEpsilon,
    double clipNorm) {

  /** Of a layer: with every width so great each matrix is still an array. */
  private static final int WIDEST = 10_000;

  public ModelSpec {
    atLeast("action_size", actionSize, 1);
    if (imageSize != 64 && imageSize != 32) {
      throw new IllegalArgumentException("image_size: expected 64 or 32, got " + imageSize);
    }
    between("conv_depth", 1, convDepth, 1_000);
    between("stochastic_size", 1, stochastic, WIDEST);
    between("deterministic_size", 1, deterministic, WIDEST);
    between("hidden_size", 1, hidden, WIDEST);
    between("reward_layers", 0, rewardLayers, 100);
    between("reward_units", 1, rewardUnits, WIDEST);
    positive("min_std", minStd);
    if (bits < 1 || bits > 8) {
      throw new IllegalArgumentException("bits: expected 1 to 8, got " + bits);
    }
    notNegative("image_loss_scale", imageLossScale);
    notNegative("reward_loss_scale", rewardLossScale);
    notNegative("divergence_scale", divergenceScale);
    notNegative("global_divergence_scale", globalDivergenceScale);
    notNegative("free_nats", freeNats);
    if (!dynamics.hasDistribution()) {
      zeroWithoutDistribution("overshooting_scale", overshooting.scale(), dynamics);
      zeroWithoutDistribution("global_divergence_scale", globalDivergenceScale, dynamics);
    }
    positive("learning_rate", learningRate);
    atLeast("learning_rate_ramp", learningRateRamp, 0);
    positive("adam_epsilon", adamEpsilon);
    positive("gradient_clip", clipNorm);
  }

  /** With the excess over the free nats, without overshooting or a ramp. */
  public ModelSpec(
      int actionSize,
      int imageSize,
      int convDepth,
      DynamicsKind dynamics,
      int stochastic,
      int deterministic,
      int hidden,
      int rewardLayers,
      int rewardUnits,
      double minStd,
      int bits,
      double imageLossScale,
      double rewardLossScale,
      double divergenceScale,
      double freeNats,
      double learningRate,
      double adamEpsilon,
      double clipNorm) {
    this(
        actionSize,
        imageSize,
        convDepth,
        dynamics,
        stochastic,
        deterministic,
        hidden,
        rewardLayers,
        rewardUnits,
        minStd,
        bits,
        imageLossScale,
        rewardLossScale,
        divergenceScale,
        0,
        freeNats,
        FreeNatsForm.EXCESS,
        OvershootingSpec.NONE,
        learningRate,
        0,
        adamEpsilon,
        clipNorm);
  }

  /** The last public state of the authors' code: reward head 3 x 300. */
  public static ModelSpec head(int actionSize) {
    return new ModelSpec(
        actionSize,
        64,
        32,
        DynamicsKind.RSSM,
        30,
        200,
        200,
        3,
        300,
        0.1,
        5,
        1,
        10,
        1,
        3,
        1e-3,
        1e-4,
        1000);
  }

  /** Whether the divergence of posterior and prior is part of the loss. */
  public boolean trainsDivergence() {
    return dynamics.hasDistribution() && divergenceScale > 0;
  }

  /** What makes planning with this model blind whatever it learns; empty if nothing. */
  public Optional<String> caution() {
    if (!dynamics.priorNeedsDivergence() || trainsDivergence() || overshooting.isOn()) {
      return Optional.empty();
    }
    return Optional.of(
        "dynamics "
            + dynamics.key()
            + " with divergence_scale 0: the prior head gets no gradient and keeps its initial weights, and planning imagines with it");
  }

  /** Layers of the encoder. */
  int convLayers() {
    return imageSize == 64 ? 4 : 3;
  }

  private static void zeroWithoutDistribution(String name, double scale, DynamicsKind dynamics) {
    if (scale > 0) {
      throw new IllegalArgumentException(
          "%s: expected 0 with dynamics %s, which have no distribution to compare, got %s"
              .formatted(name, dynamics.key(), scale));
    }
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + value);
    }
  }

  private static void between(String name, int least, int value, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d, got %d".formatted(name, least, most, value));
    }
  }

  private static void positive(String name, double value) {
    if (!((float) value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected a positive number, got " + value);
    }
  }

  private static void notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected 0 or more, got " + value);
    }
  }
}
