package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/** The mean of a unit-variance Gaussian over the reward: ReLU layers on the features. */
final class RewardHead {
  private final List<Dense> layers = new ArrayList<>();

  private final int features;

  /**
   * @param features the width of each
   */
  RewardHead(ParameterSet set, ModelSpec spec, int... features) {
    this.features = Arrays.stream(features).sum();
    int[] inputs = features;
    for (int i = 0; i < spec.rewardLayers(); i++) {
      layers.add(new Dense(set, "reward/" + i, Dense.Activation.RELU, spec.rewardUnits(), inputs));
      inputs = new int[] {spec.rewardUnits()};
    }
    layers.add(new Dense(set, "reward/out", Dense.Activation.LINEAR, 1, inputs));
  }

  /** [rows, 1] */
  Rows apply(Tape tape, Rows... features) {
    Rows y = layers.getFirst().apply(tape, features);
    for (Dense layer : layers.subList(1, layers.size())) {
      y = layer.apply(tape, y);
    }
    return y;
  }

  /** The width of all features together. */
  int features() {
    return features;
  }

  List<Dense> layers() {
    return layers;
  }
}
