package org.planetbench.agents.planet;

/**
 * The model's sizes and how it is trained (planet-spec sections 3 and 4).
 *
 * @param channels of the first convolution; each later one has twice as many
 * @param stochastic size of z
 * @param deterministic size of h
 * @param hidden size of the hidden layers of the transition
 * @param rewardLayers hidden layers of the reward head
 * @param rewardUnits size of each
 * @param minStd added to every standard deviation
 * @param freeNats below which the divergence of one step costs nothing
 * @param adamEpsilon in TensorFlow's sense, outside the bias correction
 * @param gradientClip largest global norm
 */
public record ModelSettings(
    int channels,
    int stochastic,
    int deterministic,
    int hidden,
    int rewardLayers,
    int rewardUnits,
    double minStd,
    double imageLossScale,
    double rewardLossScale,
    double divergenceScale,
    double freeNats,
    double learningRate,
    double adamEpsilon,
    double gradientClip) {}
